#include "storage/element.hpp"

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

struct Description {
  StoredType type;
  std::size_t exact_integer_bytes;  ///< integers up to this size are exact in the element
};

Description describe(Element element) {
  using Kind = StoredType::Kind;
  switch (element) {
    case Element::u1:
      return {{Kind::natural, 1}, 1};
    case Element::u4:
      return {{Kind::natural, 4}, 4};
    case Element::u8:
      return {{Kind::natural, 8}, 8};
    case Element::i8:
      return {{Kind::integer, 8}, 8};
    case Element::f4:
      return {{Kind::real, 4}, 2};
    case Element::f8:
      return {{Kind::real, 8}, 4};
  }
  throw InternalError("an element type that does not exist");
}

}  // namespace

std::string StoredType::name() const {
  switch (kind) {
    case Kind::natural:
      return fmt::format("u{}", bytes);
    case Kind::integer:
      return fmt::format("i{}", bytes);
    case Kind::real:
      return fmt::format("f{}", bytes);
    case Kind::text:
      return "text";
    case Kind::other:
      break;
  }
  return "neither number nor text";
}

std::size_t bytes_of(Element element) { return describe(element).type.bytes; }
std::string name_of(Element element) { return describe(element).type.name(); }

bool converts_exactly(const StoredType& stored, Element element) {
  using Kind = StoredType::Kind;
  const auto [target, exact_integer_bytes] = describe(element);
  if (!stored.is_number()) return false;
  if (stored.kind == target.kind) return stored.bytes <= target.bytes;
  if (stored.kind == Kind::real || target.kind == Kind::natural) return false;
  if (target.kind == Kind::integer) return stored.bytes < target.bytes;  // natural to integer
  return stored.bytes <= exact_integer_bytes;
}

}  // namespace megabandit

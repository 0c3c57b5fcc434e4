#pragma once
// The element types of our files, named as NumPy names them: a letter and the number of bytes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

namespace megabandit {

enum class Element { u1, u4, u8, i8, f4, f8 };

template <class T>
constexpr Element element_of() {
  if constexpr (std::is_same_v<T, std::uint8_t> || std::is_same_v<T, std::byte>)
    return Element::u1;
  else if constexpr (std::is_same_v<T, std::uint32_t>)
    return Element::u4;
  else if constexpr (std::is_same_v<T, std::uint64_t>)
    return Element::u8;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return Element::i8;
  else if constexpr (std::is_same_v<T, float>)
    return Element::f4;
  else if constexpr (requires { typename T::rep; })
    return element_of<typename T::rep>();  // an id of base/ids.hpp
  else {
    static_assert(std::is_same_v<T, double>, "no such element type in our files");
    return Element::f8;
  }
}

/// What a dataset of any origin holds.
struct StoredType {
  enum class Kind { natural, integer, real, text, other };
  Kind kind = Kind::other;
  std::size_t bytes = 0;

  std::string name() const;  ///< "u4", "f8", "text", ...
  bool is_number() const { return kind == Kind::natural || kind == Kind::integer || kind == Kind::real; }
};

std::size_t bytes_of(Element element);
std::string name_of(Element element);

/// Whether every value of `stored` is a value of `element` too: HDF5 may then convert while reading.
bool converts_exactly(const StoredType& stored, Element element);

}  // namespace megabandit

#include "bench/softmax/library_product.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace megabandit::bench {
namespace {

class EigenProduct final : public LibraryProduct {
 public:
  explicit EigenProduct(const Ceiling& ceiling) : ceiling_(ceiling) {}
  std::string name() const override { return "eigen"; }
  void operator()(const ProductShape& shape, const float* a, const float* b, float* c) const override {
    ceiling_.product(shape, a, b, c);
  }

 private:
  const Ceiling& ceiling_;
};

// Signatures of the libraries' C interfaces.
using DnnlProduct = int (*)(char, char, std::int64_t, std::int64_t, std::int64_t, float, const float*,
                            std::int64_t, const float*, std::int64_t, float, float*, std::int64_t);
using BlasProduct = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float,
                             float*, int);

class OneDnn final : public LibraryProduct {
 public:
  explicit OneDnn(DnnlProduct product) : product_(product) {}
  std::string name() const override { return "onednn"; }
  void operator()(const ProductShape& s, const float* a, const float* b, float* c) const override {
    product_('N', 'T', s.rows, s.columns, s.depth, 1, a, s.depth, b, s.depth, 0, c, s.columns);
  }

 private:
  DnnlProduct product_;
};

class OpenBlas final : public LibraryProduct {
 public:
  explicit OpenBlas(BlasProduct product) : product_(product) {}
  std::string name() const override { return "openblas"; }
  void operator()(const ProductShape& s, const float* a, const float* b, float* c) const override {
    constexpr int kRowMajor = 101, kAsItIs = 111, kTransposed = 112;
    const auto rows = static_cast<int>(s.rows), columns = static_cast<int>(s.columns),
               depth = static_cast<int>(s.depth);
    product_(kRowMajor, kAsItIs, kTransposed, rows, columns, depth, 1, a, depth, b, depth, 0, c, columns);
  }

 private:
  BlasProduct product_;
};

// A function of the first of these libraries that is there; null: none is. They stay open.
template <class Function>
Function function_of(std::initializer_list<const char*> libraries, const char* function) {
  for (const char* library : libraries)
    if (void* handle = dlopen(library, RTLD_NOW | RTLD_LOCAL))
      if (void* symbol = dlsym(handle, function)) return reinterpret_cast<Function>(symbol);
  return nullptr;
}

}  // namespace

std::vector<std::unique_ptr<LibraryProduct>> library_products(const Ceiling& ceiling) {
  for (const char* threads : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"})
    setenv(threads, "1", 1);  // read when they are opened
  std::vector<std::unique_ptr<LibraryProduct>> products;
  if (const auto dnnl = function_of<DnnlProduct>({"libdnnl.so.3", "libdnnl.so.2"}, "dnnl_sgemm"))
    products.push_back(std::make_unique<OneDnn>(dnnl));
  if (const auto blas = function_of<BlasProduct>({"libopenblas.so.0"}, "cblas_sgemm"))
    products.push_back(std::make_unique<OpenBlas>(blas));
  products.push_back(std::make_unique<EigenProduct>(ceiling));
  return products;
}

}  // namespace megabandit::bench

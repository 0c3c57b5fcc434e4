// All ranks write one file together and read it with the parts dealt differently.
#include <gtest/gtest.h>
#include <hdf5.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "comm/collect.hpp"
#include "world.hpp"

namespace megabandit {
namespace {

std::string file_of_all(Communicator& comm) {
  const auto name = "megabandit_files_test." + std::to_string(::getpid()) + ".h5";
  return broadcast_text(comm, (std::filesystem::temp_directory_path() / name).string(), 0);
}

/// Reads or writes number `row`, one a rank.
template <class Transfer>
void transfer_row(hid_t dataset, hsize_t row, const Transfer& transfer) {
  const hsize_t one = 1;
  const hid_t in_file = H5Dget_space(dataset);
  const hid_t in_memory = H5Screate_simple(1, &one, nullptr);
  EXPECT_GE(H5Sselect_hyperslab(in_file, H5S_SELECT_SET, &row, nullptr, &one, nullptr), 0);
  EXPECT_GE(transfer(in_memory, in_file), 0);
  H5Sclose(in_memory);
  H5Sclose(in_file);
}

TEST(MpiFiles, are_written_and_read_by_all_ranks_together) {
  Communicator& comm = world().comm();
  const std::string path = file_of_all(comm);
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  MpiFileDriver(MPI_COMM_WORLD).set_access(access);
  const hid_t file = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, access);
  ASSERT_GE(file, 0);
  const auto ranks = static_cast<hsize_t>(comm.size());
  const hid_t space = H5Screate_simple(1, &ranks, nullptr);
  const hid_t dataset = H5Dcreate2(file, "x", H5T_NATIVE_INT, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const int mine = 10 * comm.rank();
  transfer_row(dataset, static_cast<hsize_t>(comm.rank()), [&](hid_t in_memory, hid_t in_file) {
    return H5Dwrite(dataset, H5T_NATIVE_INT, in_memory, in_file, H5P_DEFAULT, &mine);
  });
  H5Fflush(file, H5F_SCOPE_GLOBAL);
  comm.barrier();
  const int next = (comm.rank() + 1) % comm.size();
  int theirs = -1;
  transfer_row(dataset, static_cast<hsize_t>(next), [&](hid_t in_memory, hid_t in_file) {
    return H5Dread(dataset, H5T_NATIVE_INT, in_memory, in_file, H5P_DEFAULT, &theirs);
  });
  EXPECT_EQ(theirs, 10 * next);
  H5Dclose(dataset);
  H5Sclose(space);
  H5Pclose(access);
  EXPECT_GE(H5Fclose(file), 0);
  if (comm.rank() == 0) std::filesystem::remove(path);
}

TEST(MpiFiles, are_written_in_the_way_that_notices_a_full_disk) {
  EXPECT_STREQ(std::getenv("OMPI_MCA_fcoll"), "individual");
}

TEST(MpiFiles, take_no_semaphore_of_the_host) {
  EXPECT_STREQ(std::getenv("OMPI_MCA_sharedfp"), "^sm,lockedfile");
}

}  // namespace
}  // namespace megabandit

#pragma once
// What a file needs of the disk beyond bytes: room beforehand, and proof of arrival afterwards. All @local.

#include <cstdint>
#include <filesystem>

namespace megabandit {

/// Refuses a name whose directory is not there, and one of something that is no file: a directory, a device.
/// @throws CannotWrite
void check_place(const std::filesystem::path& path);
/// Makes an empty file, or empties the one that is there. @throws CannotWrite
void create_empty(const std::filesystem::path& path);
/// Refuses early what clearly does not fit the file system. @throws CannotWrite naming bytes needed and free.
void check_room(const std::filesystem::path& path, std::uint64_t bytes);
/// Takes the room of the first `bytes` of a file from the file system, so that writing them later cannot run
/// out of it. Returns whether the file system really did (some cannot; they are asked how much is free).
/// @throws CannotWrite
bool reserve_room(const std::filesystem::path& path, std::uint64_t bytes);
/// Whether the file system has room taken for all of the file.
bool occupies_its_size(const std::filesystem::path& path);
/// Waits until file (or directory) is on the disk. @throws CannotWrite
void sync_to_disk(const std::filesystem::path& path);

}  // namespace megabandit

#pragma once

// Makes the disk fail under SQLite, through the seam it has for that: its file system's system calls can be replaced.
namespace leadline::test {

enum class Fault {
    WriteError, // the n-th write fails once with EIO
    WriteErrorsFromNow, // the n-th write and all after it
    DiskFullFromNow, // the same with ENOSPC
    ReadError // the n-th read fails once with EIO
};

void armFault(Fault fault, int nth); // counts from 1
void disarmFaults();
[[nodiscard]] bool faultHappened();

// The n-th statement that runs on a connection made afterwards is interrupted.
void armInterrupt(int nth);

} // namespace leadline::test

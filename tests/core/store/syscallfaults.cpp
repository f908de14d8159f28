#include "tests/core/store/syscallfaults.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace leadline::test {

namespace {

std::atomic<int> g_untilFault{0}; // 0 = disarmed
std::atomic<bool> g_happened{false};
std::atomic<Fault> g_fault{Fault::WriteError};
std::atomic<int> g_untilInterrupt{0};

// True when this call is to fail.
bool due(bool isWrite)
{
    const Fault fault = g_fault;
    if (isWrite == (fault == Fault::ReadError))
        return false;
    int left = g_untilFault.load();
    if (left == 0)
        return false;
    if (left > 1) {
        --g_untilFault;
        return false;
    }
    if (fault == Fault::WriteError || fault == Fault::ReadError)
        g_untilFault = 0;
    g_happened = true;
    errno = fault == Fault::DiskFullFromNow ? ENOSPC : EIO;
    return true;
}

ssize_t faultyWrite(int file, const void *bytes, size_t size)
{
    return due(true) ? -1 : ::write(file, bytes, size);
}
ssize_t faultyPwrite(int file, const void *bytes, size_t size, off_t at)
{
    return due(true) ? -1 : ::pwrite(file, bytes, size, at);
}
ssize_t faultyRead(int file, void *bytes, size_t size)
{
    return due(false) ? -1 : ::read(file, bytes, size);
}
ssize_t faultyPread(int file, void *bytes, size_t size, off_t at)
{
    return due(false) ? -1 : ::pread(file, bytes, size, at);
}

void replaceCalls()
{
    static const bool done = [] {
        sqlite3_vfs *vfs = sqlite3_vfs_find(nullptr);
        const auto replace = [vfs](const char *name, auto call) {
            vfs->xSetSystemCall(vfs, name, reinterpret_cast<sqlite3_syscall_ptr>(call));
        };
        replace("write", &faultyWrite);
        replace("pwrite", &faultyPwrite);
        replace("pwrite64", &faultyPwrite);
        replace("read", &faultyRead);
        replace("pread", &faultyPread);
        replace("pread64", &faultyPread);
        return true;
    }();
    static_cast<void>(done);
}

int onStatement(unsigned, void *connection, void *, void *)
{
    if (g_untilInterrupt > 0 && --g_untilInterrupt == 0) {
        g_happened = true;
        sqlite3_interrupt(static_cast<sqlite3 *>(connection));
    }
    return 0;
}

int watchConnection(sqlite3 *connection, const char **, const struct sqlite3_api_routines *)
{
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, &onStatement, connection);
}

} // namespace

void armFault(Fault fault, int nth)
{
    replaceCalls();
    g_happened = false;
    g_fault = fault;
    g_untilFault = nth;
}

void disarmFaults()
{
    g_untilFault = 0;
    g_untilInterrupt = 0;
}

bool faultHappened()
{
    return g_happened;
}

void armInterrupt(int nth)
{
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watchConnection));
    g_happened = false;
    g_untilInterrupt = nth;
}

} // namespace leadline::test

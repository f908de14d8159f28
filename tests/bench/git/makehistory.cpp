// Writes a Git history for `git fast-import` to standard output: a main line with merged and squashed pull requests,
// side branches, tags, many authors, text files that change by a few lines. make-git-history COMMITS [SEED]

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace {

class History {
public:
    History(long commits, unsigned seed)
        : m_commits(commits)
        , m_random(seed)
        , m_files(kFiles)
    {
        for (auto &file : m_files) {
            for (int line = 0; line < kLines; ++line)
                file.push_back(text());
        }
    }

    void write()
    {
        commit("refs/heads/main", "Start", 0, 0, kFiles);
        long tip = m_mark;
        int pull = 1;
        while (m_written < m_commits) {
            if (below(10) < 6) {
                tip = mergedPull(tip, pull++);
            } else {
                commit(
                    "refs/heads/main", "Mend " + text() + " (#" + std::to_string(pull++) + ")", tip, 0, 1 + below(4));
                tip = m_mark;
            }
            if (pull % 120 == 0) {
                std::printf("tag v%d.%d\nfrom :%ld\ntagger %s %lld +0000\ndata 8\nRelease\n\n", pull / 1200,
                    pull / 120 % 10, tip, author().c_str(), static_cast<long long>(m_time));
            }
        }
        std::puts("done");
    }

private:
    static constexpr int kFiles = 400;
    static constexpr int kLines = 120;
    static constexpr int kAuthors = 180;

    int below(int bound) { return static_cast<int>(m_random() % static_cast<std::uint32_t>(bound)); }

    std::string text()
    {
        static const char *const words[] = {"anchor", "buoy", "cable", "deck", "ebb", "fathom", "gauge", "harbour",
            "inlet", "jetty", "keel", "lead", "mast", "nautical", "ocean", "pilot", "quay", "reef", "sounding", "tide"};
        std::string line;
        for (int i = 0; i < 5; ++i)
            line += std::string(i > 0 ? " " : "") + words[below(20)];
        return line + ' ' + std::to_string(m_random() % 100'000);
    }

    std::string author()
    {
        const std::string id = std::to_string(below(kAuthors));
        return "Sailor " + id + " <sailor" + id + "@example.org>";
    }

    long mergedPull(long tip, int number)
    {
        long side = tip;
        const int length = 1 + below(5);
        for (int i = 0; i < length; ++i) {
            commit("refs/heads/topic", "Change " + text(), side, 0, 1 + below(4));
            side = m_mark;
        }
        commit("refs/heads/main",
            "Merge pull request #" + std::to_string(number) + " from someone/topic\n\nBring " + text(), tip, side, 0);
        return m_mark;
    }

    void change(int index)
    {
        auto &file = m_files[static_cast<std::size_t>(index)];
        const int at = below(static_cast<int>(file.size()) - 12);
        for (int i = 0; i < 1 + below(10); ++i)
            file[static_cast<std::size_t>(at + i)] = text();
        if (below(3) == 0)
            file.insert(file.begin() + at, text());
        else if (file.size() > kLines)
            file.erase(file.begin() + at);
    }

    void commit(const char *branch, const std::string &message, long from, long merge, int files)
    {
        m_time += 600 + below(4'000);
        ++m_written;
        const std::string who = author();
        const auto when = static_cast<long long>(m_time);
        std::printf("commit %s\nmark :%ld\nauthor %s %lld +0200\ncommitter %s %lld +0200\ndata %zu\n%s\n", branch,
            ++m_mark, who.c_str(), when - 300 - below(90'000), who.c_str(), when, message.size(), message.c_str());
        if (from > 0)
            std::printf("from :%ld\n", from);
        if (merge > 0) {
            std::printf("merge :%ld\n", merge);
            // A merge takes its branch's files: here main has not moved meanwhile.
            for (const int index : m_branchFiles)
                writeFile(index);
            m_branchFiles.clear();
        }
        for (int i = 0; i < files; ++i) {
            const int index = files == kFiles ? i : below(kFiles);
            if (files != kFiles)
                change(index);
            writeFile(index);
            if (std::string(branch) == "refs/heads/topic")
                m_branchFiles.push_back(index);
        }
        std::putchar('\n');
    }

    void writeFile(int index)
    {
        std::string content;
        for (const auto &line : m_files[static_cast<std::size_t>(index)])
            content += line + '\n';
        std::printf("M 100644 inline src/part%d/file%d.txt\ndata %zu\n%s\n", index / 20, index, content.size(),
            content.c_str());
    }

    long m_commits;
    std::mt19937 m_random;
    std::vector<std::vector<std::string>> m_files;
    std::vector<int> m_branchFiles;
    long m_mark = 0;
    long m_written = 0;
    std::int64_t m_time = 1'400'000'000;
};

} // namespace

int main(int argc, char *argv[])
{
    if (argc < 2) {
        std::fputs("make-git-history COMMITS [SEED]\n", stderr);
        return 2;
    }
    std::puts("feature done");
    History(std::atol(argv[1]), argc > 2 ? static_cast<unsigned>(std::atol(argv[2])) : 1U).write();
    return 0;
}

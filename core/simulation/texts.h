#pragma once

#include "core/simulation/model.h"
#include "core/simulation/random.h"

// All words of the sample: people of many countries, teams, repositories, titles.
namespace leadline::sim {

inline constexpr const char *kOrganisation = "lanternworks";
inline constexpr const char *kWeb = "https://github.example";

struct NameSpec {
    const char *name;
    const char *login;
    int zone; // index of zones()
};
struct RepositorySpec {
    const char *name;
    const char *branch;
    int team;
    MergeStyle mergeStyle;
    Delivery delivery;
    double share;
    bool aiReviewer;
};

[[nodiscard]] const std::vector<NameSpec> &nameSpecs();
[[nodiscard]] const std::vector<RepositorySpec> &repositorySpecs();
[[nodiscard]] QString teamName(int index);

[[nodiscard]] QString titleOf(WorkKind kind, Random &random);
[[nodiscard]] QString commitSubject(Random &random);
[[nodiscard]] QString incidentTitle(const QString &repository, Random &random);
[[nodiscard]] QString dependencyTitle(Random &random);

} // namespace leadline::sim

#pragma once

#include <QJsonValue>
#include <QString>

#include <optional>
#include <vector>

namespace leadline {

// What a request's tree= asks for: "name,jobs[name,builds[number]{0,5}]".
struct JenkinsTree {
    QString name;
    std::vector<JenkinsTree> children;
    qint64 from = 0;
    qint64 to = -1; // without it; -1 = to the end

    [[nodiscard]] const JenkinsTree *child(QStringView name) const;
    // Of the root, which has no name. Nothing when it is not well formed.
    [[nodiscard]] static std::optional<JenkinsTree> parse(const QString &text);
    // What is left of a value: names that are not there are left out without a word, "_class" is always told.
    [[nodiscard]] QJsonValue filtered(const QJsonValue &value) const;
};

} // namespace leadline

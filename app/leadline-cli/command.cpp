#include "command.h"

#include "core/workspace/workspace.h"

namespace leadline::cli {

using namespace Qt::StringLiterals;

QStringList Arguments::values(const QString &name) const
{
    QStringList all = options.values(name); // newest first
    std::ranges::reverse(all);
    return all;
}

Result<Arguments> parseArguments(const QStringList &words, const QStringList &valueOptions, const QStringList &flags)
{
    Arguments arguments;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words[i];
        if (!word.startsWith(u"--") || word.size() == 2) {
            arguments.positional += word;
            continue;
        }
        const qsizetype equals = word.indexOf(u'=');
        const QString name = word.mid(2, equals < 0 ? -1 : equals - 2);
        if (flags.contains(name) && equals < 0) {
            arguments.options.insert(name, u"yes"_s);
        } else if (!valueOptions.contains(name)) {
            return fail(ErrorKind::Config, u"There is no option “--%1” here."_s.arg(name));
        } else if (equals >= 0) {
            arguments.options.insert(name, word.mid(equals + 1));
        } else if (i + 1 < words.size()) {
            arguments.options.insert(name, words[++i]);
        } else {
            return fail(ErrorKind::Config, u"The option “--%1” needs a value."_s.arg(name));
        }
    }
    return arguments;
}

void settle(Workspace *workspace)
{
    if (workspace->isSettled())
        return;
    QObject context;
    QObject::connect(workspace, &Workspace::settled, &context, [workspace] {
        if (workspace->isSettled())
            QCoreApplication::exit();
    });
    QCoreApplication::exec();
}

int report(const Error &error)
{
    complain(u"leadline: %1: %2"_s.arg(errorKindName(error.kind), error.text));
    return kNothingWorked;
}

int usage(const QString &text)
{
    complain(u"leadline: config: %1"_s.arg(text));
    return kUsage;
}

} // namespace leadline::cli

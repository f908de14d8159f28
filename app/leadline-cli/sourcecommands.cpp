#include "command.h"

#include "core/workspace/workspace.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace leadline::cli {

using namespace Qt::StringLiterals;

namespace {

QJsonObject toJson(const SourceStatus &status)
{
    QJsonObject object{{u"name"_s, status.config.name}, {u"kind"_s, status.config.kind}, {u"url"_s, status.config.url},
        {u"scopes"_s, QJsonArray::fromStringList(status.config.scopes)}, {u"options"_s, status.config.options},
        {u"paused"_s, status.config.paused}, {u"records"_s, status.records}, {u"quarantined"_s, status.quarantined}};
    if (status.lastReport) {
        object.insert(u"last_sync"_s, status.lastReport->finishedAt.toIso());
        object.insert(u"last_outcome"_s, syncOutcomeName(status.lastReport->outcome));
    }
    return object;
}

int listKinds(Context &context)
{
    QJsonArray rows;
    for (const ConnectorDescriptor &connector : context.workspace->connectors()) {
        QStringList scopes;
        for (const TokenKind &token : connector.tokenKinds)
            scopes += u"%1: %2"_s.arg(token.name, token.leastScopes.join(u", "_s));
        QStringList settings;
        for (const SettingSpec &setting : connector.settings)
            settings += setting.key;
        rows.append(QJsonObject{{u"kind"_s, connector.kind}, {u"name"_s, connector.name},
            {u"default_url"_s, connector.defaultUrl}, {u"needs_token"_s, connector.needsToken},
            {u"scope"_s, connector.scopeLabel}, {u"tokens"_s, QJsonArray::fromStringList(scopes)},
            {u"options"_s, QJsonArray::fromStringList(settings)}});
    }
    context.output.rows({{u"kind"_s, u"Kind"_s}, {u"name"_s, u"Tool"_s}, {u"default_url"_s, u"Address"_s},
                            {u"needs_token"_s, u"Token"_s}, {u"scope"_s, u"Scope"_s}, {u"options"_s, u"Options"_s}},
        rows);
    return kOk;
}

int listSources(Context &context)
{
    QJsonArray rows;
    for (const SourceStatus &status : context.workspace->sources())
        rows.append(toJson(status));
    context.output.rows(
        {{u"name"_s, u"Name"_s}, {u"kind"_s, u"Kind"_s}, {u"url"_s, u"Address"_s}, {u"scopes"_s, u"Scopes"_s},
            {u"records"_s, u"Records"_s, true}, {u"last_sync"_s, u"Last sync"_s}, {u"last_outcome"_s, u"Outcome"_s}},
        rows);
    return kOk;
}

Result<std::optional<QByteArray>> readToken(const Arguments &arguments)
{
    if (arguments.has(u"token-stdin"_s)) {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return fail(ErrorKind::Config, u"Standard input cannot be read."_s);
        QByteArray token = input.readLine(64 * 1024).trimmed();
        if (token.isEmpty())
            return fail(ErrorKind::Config, u"No token came on standard input."_s);
        return token;
    }
    if (const QString variable = arguments.value(u"token-env"_s); !variable.isEmpty()) {
        QByteArray token = qgetenv(variable.toLocal8Bit().constData()).trimmed();
        if (token.isEmpty())
            return fail(ErrorKind::Config, u"The environment variable %1 is empty or not set."_s.arg(variable));
        return token;
    }
    return std::optional<QByteArray>();
}

// "key=value", with true, false and numbers understood as such.
Result<QJsonObject> readOptions(const QStringList &pairs)
{
    QJsonObject options;
    for (const QString &pair : pairs) {
        const qsizetype equals = pair.indexOf(u'=');
        if (equals <= 0)
            return fail(ErrorKind::Config, u"“--option %1” is not of the form key=value."_s.arg(pair));
        const QString value = pair.mid(equals + 1);
        bool isNumber = false;
        const qint64 number = value.toLongLong(&isNumber);
        if (value == u"true" || value == u"false")
            options.insert(pair.first(equals), value == u"true");
        else if (isNumber)
            options.insert(pair.first(equals), number);
        else
            options.insert(pair.first(equals), value);
    }
    return options;
}

int addSource(Context &context)
{
    const Arguments &arguments = context.arguments;
    if (arguments.positional.size() != 3)
        return usage(
            u"source add KIND NAME [--url URL] [--scope S…] [--option k=v…] [--token-env VAR | --token-stdin]"_s);
    const QString kind = arguments.positional[1];
    const auto connectors = context.workspace->connectors();
    const auto connector = std::ranges::find(connectors, kind, &ConnectorDescriptor::kind);
    if (connector == connectors.end()) {
        QStringList kinds;
        for (const ConnectorDescriptor &known : connectors)
            kinds += known.kind;
        return usage(u"There is no connector “%1”. Known: %2."_s.arg(kind, kinds.join(u", "_s)));
    }
    SourceConfig config;
    config.kind = kind;
    config.name = arguments.positional[2];
    config.url = arguments.value(u"url"_s, arguments.value(u"path"_s, connector->defaultUrl));
    if (kind == u"git" && !config.url.contains(u"://"))
        config.url = QFileInfo(config.url).absoluteFilePath();
    config.scopes = arguments.values(u"scope"_s);
    auto options = readOptions(arguments.values(u"option"_s));
    if (!options)
        return usage(options.error().text);
    config.options = *options;
    auto token = readToken(arguments);
    if (!token)
        return usage(token.error().text);
    if (connector->needsToken && !*token)
        return usage(u"%1 needs a token: give it with --token-env VAR or --token-stdin."_s.arg(connector->name));
    const Result<void> saved = await(context.workspace->saveSource(config, *token));
    if (!saved)
        return report(saved.error());
    context.output.line(u"Source “%1” is added. Next: leadline-cli sync %1"_s.arg(config.name));
    return kOk;
}

QString accessName(EntityProbe::Access access)
{
    switch (access) {
    case EntityProbe::Access::Yes:
        return u"yes"_s;
    case EntityProbe::Access::No:
        return u"no"_s;
    case EntityProbe::Access::NotEnabled:
        return u"not enabled"_s;
    case EntityProbe::Access::Unknown:
        break;
    }
    return u"unknown"_s;
}

std::optional<SourceConfig> namedSource(Context &context)
{
    if (context.arguments.positional.size() < 2)
        return {};
    for (const SourceStatus &status : context.workspace->sources()) {
        if (status.config.name == context.arguments.positional[1])
            return status.config;
    }
    return {};
}

int testSource(Context &context)
{
    const auto config = namedSource(context);
    if (!config)
        return usage(u"source test NAME: there is no source of that name. See “source list”."_s);
    const Result<ProbeReport> probe = await(context.workspace->probe(*config, {}));
    if (!probe)
        return report(probe.error());
    context.output.line(u"Account: %1 on %2"_s.arg(probe->account, probe->server));
    QJsonArray rows;
    bool anything = false;
    for (const EntityProbe &entity : probe->entities) {
        anything |= entity.access == EntityProbe::Access::Yes;
        rows.append(QJsonObject{{u"entity"_s, entity.entity}, {u"access"_s, accessName(entity.access)},
            {u"explanation"_s, entity.explanation}});
    }
    context.output.rows(
        {{u"entity"_s, u"May read"_s}, {u"access"_s, u"Answer"_s}, {u"explanation"_s, u"What to do"_s}}, rows);
    for (const QString &warning : probe->warnings)
        complain(u"leadline: warning: "_s + warning);
    return anything ? kOk : kNothingWorked;
}

int removeSource(Context &context)
{
    const auto config = namedSource(context);
    if (!config)
        return usage(u"source remove NAME [--keep-data]: there is no source of that name. See “source list”."_s);
    const Result<void> removed =
        await(context.workspace->removeSource(config->name, !context.arguments.has(u"keep-data"_s)));
    if (!removed)
        return report(removed.error());
    settle(context.workspace);
    return kOk;
}

} // namespace

int runSource(Context &context)
{
    const QString verb = context.arguments.positional.value(0);
    if (verb == u"kinds")
        return listKinds(context);
    if (verb == u"list")
        return listSources(context);
    if (verb == u"add")
        return addSource(context);
    if (verb == u"test")
        return testSource(context);
    if (verb == u"remove")
        return removeSource(context);
    return usage(u"source add | kinds | list | test NAME | remove NAME"_s);
}

} // namespace leadline::cli

#pragma once

#include <QString>

namespace leadline {

// Where a repository lives, whichever way it was written: "https://user@host:8443/scm/PAY/shop.git",
// "git@host:pay/shop.git", "ssh://git@host:7999/PAY/shop.git".
struct RemoteAddress {
    QString host;
    QString path; // "PAY/shop"

    [[nodiscard]] bool isSet() const { return !path.isEmpty(); }
    [[nodiscard]] QString name() const { return path.section(u'/', -1); }
    [[nodiscard]] QString web() const; // "https://host/PAY/shop"; empty when unset
    [[nodiscard]] QString id() const; // the same for every way of writing: "host/pay/shop"
    bool operator==(const RemoteAddress &) const = default;
};

// Never with the user or password that an address may hold. Unset for folders and for what is no address.
[[nodiscard]] RemoteAddress remoteAddressOf(const QString &remoteUrl);

} // namespace leadline

#pragma once

#include <QProcess>

#include <memory>

struct xcb_connection_t;

namespace leadline::testing {

// An X server without a monitor, and fingers on its keyboard: for programs that no bus can answer in a person's place.
class VirtualScreen {
public:
    VirtualScreen();
    ~VirtualScreen();
    Q_DISABLE_COPY_MOVE(VirtualScreen)

    [[nodiscard]] bool start();
    [[nodiscard]] QString display() const { return m_display; } // ":7"

    // Whether a window is shown that is large enough to be read.
    [[nodiscard]] bool hasWindow() const;
    // Small letters, spaces, line ends and escapes only: no key needs another one held down.
    [[nodiscard]] bool type(const QByteArray &text);

private:
    struct Close {
        void operator()(xcb_connection_t *connection) const;
    };

    [[nodiscard]] quint8 keyFor(char character) const; // 0: there is none

    QProcess m_server;
    QString m_display;
    std::unique_ptr<xcb_connection_t, Close> m_connection;
    quint32 m_root = 0;
};

} // namespace leadline::testing

#include "virtualscreen.h"

#include <array>
#include <cstdlib>
#include <sys/uio.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>

namespace leadline::testing {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSmallestDialog = 100; // pixels; what is smaller is there for other programs

template <typename T> struct Freed {
    void operator()(T *reply) const { std::free(reply); } // as libxcb wants it
};
template <typename T> std::unique_ptr<T, Freed<T>> owned(T *reply)
{
    return std::unique_ptr<T, Freed<T>>(reply);
}

// The request of the XTEST extension that pretends a key was pressed or let go, byte by byte as the protocol has it.
struct FakeInput {
    quint8 majorOpcode = 0; // filled in by libxcb, as the length
    quint8 minorOpcode = 0;
    quint16 length = 0;
    quint8 type = 0;
    quint8 detail = 0;
    quint16 unused1 = 0;
    quint32 delay = 0;
    quint32 root = 0;
    std::array<quint8, 8> unused2{};
    qint16 x = 0;
    qint16 y = 0;
    std::array<quint8, 7> unused3{};
    quint8 device = 0;
};
static_assert(sizeof(FakeInput) == 36);

constexpr quint8 kFakeInput = 2;

void fake(xcb_connection_t *connection, quint8 type, quint8 key, quint32 root)
{
    static xcb_extension_t extension{"XTEST", 0};
    FakeInput input;
    input.type = type;
    input.detail = key;
    input.root = root;
    const xcb_protocol_request_t request{.count = 1, .ext = &extension, .opcode = kFakeInput, .isvoid = 1};
    std::array<iovec, 3> parts{}; // libxcb uses the two before the first
    parts[2] = {.iov_base = &input, .iov_len = sizeof input};
    xcb_send_request(connection, 0, &parts[2], &request);
}

} // namespace

VirtualScreen::VirtualScreen() = default;

VirtualScreen::~VirtualScreen()
{
    m_connection.reset();
    if (m_server.state() == QProcess::NotRunning)
        return;
    m_server.terminate();
    m_server.waitForFinished();
}

void VirtualScreen::Close::operator()(xcb_connection_t *connection) const
{
    xcb_disconnect(connection);
}

bool VirtualScreen::start()
{
    m_server.start(u"Xvfb"_s,
        {u"-displayfd"_s, u"1"_s, u"-ac"_s, u"-nolisten"_s, u"tcp"_s, u"-screen"_s, u"0"_s, u"800x600x24"_s});
    if (!m_server.waitForStarted() || !m_server.waitForReadyRead())
        return false;
    m_display = u':' + QString::fromLatin1(m_server.readLine().trimmed());
    m_connection.reset(xcb_connect(m_display.toLatin1().constData(), nullptr));
    if (xcb_connection_has_error(m_connection.get()) != 0)
        return false;
    m_root = xcb_setup_roots_iterator(xcb_get_setup(m_connection.get())).data->root;
    return true;
}

bool VirtualScreen::hasWindow() const
{
    xcb_connection_t *x = m_connection.get();
    const auto tree = owned(xcb_query_tree_reply(x, xcb_query_tree(x, m_root), nullptr));
    if (!tree)
        return false;
    const std::span windows(xcb_query_tree_children(tree.get()), size_t(xcb_query_tree_children_length(tree.get())));
    return std::ranges::any_of(windows, [x](xcb_window_t window) {
        const auto state = owned(xcb_get_window_attributes_reply(x, xcb_get_window_attributes(x, window), nullptr));
        const auto size = owned(xcb_get_geometry_reply(x, xcb_get_geometry(x, window), nullptr));
        return state && size && state->map_state == XCB_MAP_STATE_VIEWABLE && size->width >= kSmallestDialog;
    });
}

quint8 VirtualScreen::keyFor(char character) const
{
    constexpr quint32 kReturn = 0xff0d;
    constexpr quint32 kEscape = 0xff1b;
    const quint32 wanted = character == '\n' ? kReturn : character == '\x1b' ? kEscape : quint32(character);
    xcb_connection_t *x = m_connection.get();
    const xcb_setup_t *setup = xcb_get_setup(x);
    const auto count = quint8(setup->max_keycode - setup->min_keycode + 1);
    const auto keys =
        owned(xcb_get_keyboard_mapping_reply(x, xcb_get_keyboard_mapping(x, setup->min_keycode, count), nullptr));
    if (!keys)
        return 0;
    const xcb_keysym_t *symbols = xcb_get_keyboard_mapping_keysyms(keys.get());
    for (int i = 0; i < count; ++i) {
        if (symbols[i * keys->keysyms_per_keycode] == wanted)
            return quint8(setup->min_keycode + i);
    }
    return 0;
}

bool VirtualScreen::type(const QByteArray &text)
{
    for (const char character : text) {
        const quint8 key = keyFor(character);
        if (key == 0)
            return false;
        fake(m_connection.get(), XCB_KEY_PRESS, key, m_root);
        fake(m_connection.get(), XCB_KEY_RELEASE, key, m_root);
    }
    return xcb_flush(m_connection.get()) > 0;
}

} // namespace leadline::testing

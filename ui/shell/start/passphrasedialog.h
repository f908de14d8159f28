#pragma once

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace leadline {

// Asks for the passphrase of a vault: a new one twice, a known one once. It stays open until its owner accepts it, so
// that a wrong passphrase can be corrected where it was typed.
class PassphraseDialog final : public QDialog {
    Q_OBJECT

public:
    enum class Purpose { Choose, Enter };

    PassphraseDialog(Purpose purpose, const QString &vaultFile, QWidget *parent);

    void setWorking(bool working); // the vault is being opened
    void setProblem(const QString &text); // what was wrong; the passphrase may be typed again
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void entered(const QByteArray &passphrase);

private:
    QLineEdit *addField(const QString &name);
    void submit();

    Purpose m_purpose;
    QLabel *m_problem;
    QLineEdit *m_first = nullptr;
    QLineEdit *m_second = nullptr; // null unless a new one is chosen
    QCheckBox *m_shown;
    QDialogButtonBox *m_buttons;
};

} // namespace leadline

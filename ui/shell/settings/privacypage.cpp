#include "ui/shell/settings/privacypage.h"

#include "core/domain/enums.h"
#include "core/workspace/workspace.h"
#include "ui/shell/frame/words.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace leadline {

PrivacyPage::PrivacyPage(Workspace *workspace, QWidget *parent)
    : SettingsPage(tr("Privacy"), tr("What Leadline keeps, and who can see it."), parent)
{
    const QStringList points{tr("Everything that is read from your tools is in one encrypted file on this computer: %1")
                                 .arg(workspace->file()),
        tr("The key of the file and the tokens of the tools are in the system's keychain, not in the file."),
        tr("Leadline talks to the connected tools and to nobody else. It sends them nothing but questions."),
        tr("Texts of messages and source code are not read. Titles, names, times and sizes are."),
        tr("There is no ranking of people. The developer's page shows only the work of the person who sits here."),
        tr("Removing a source can remove its data too. To remove everything, delete the file.")};
    for (const QString &point : points) {
        auto *label = new QLabel(u"• "_s + point, this);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        content()->addWidget(label);
    }
    auto *verify = new QPushButton(tr("Check the audit log"), this);
    auto *answer = new QLabel(this);
    answer->setWordWrap(true);
    content()->addSpacing(12);
    content()->addWidget(verify, 0, Qt::AlignLeft);
    content()->addWidget(answer);
    content()->addStretch();
    connect(verify, &QPushButton::clicked, this, [workspace, verify, answer, this] {
        verify->setEnabled(false);
        workspace->verifyAudit().then(this, [verify, answer](const Result<qint64> &lines) {
            verify->setEnabled(true);
            answer->setText(lines ? tr("%1 lines, unbroken: nobody has changed the log.").arg(countText(*lines))
                                  : lines.error().text);
        });
    });
}

} // namespace leadline

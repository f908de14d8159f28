#include "ui/shell/frame/translations.h"

#include "core/domain/enums.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace leadline {

void installTranslations(QCoreApplication &application)
{
    const QString folder = u":/leadline/translations"_s;
    auto *english = new QTranslator(&application); // for its plurals; a better language comes on top
    if (english->load(u"leadline_en"_s, folder))
        QCoreApplication::installTranslator(english);
    const QLocale locale;
    if (locale.language() == QLocale::English || locale.language() == QLocale::C)
        return;
    auto *qt = new QTranslator(&application);
    if (qt->load(locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
    auto *own = new QTranslator(&application);
    if (own->load(locale, u"leadline"_s, u"_"_s, folder))
        QCoreApplication::installTranslator(own);
}

} // namespace leadline

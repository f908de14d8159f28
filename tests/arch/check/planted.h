#pragma once

#include <QStringList>

class PlantedInHeader {
public:
    virtual ~PlantedInHeader() = default;
    virtual void show(QString) { } // breaks: performance-unnecessary-value-param
};

class PlantedChild final : public PlantedInHeader {
public:
    void show(QString) { } // breaks: modernize-use-override
    bool same(const QString &_Name) { return m_names == QStringList{_Name}; } // breaks: bugprone-reserved-identifier
    void showAll()
    {
        for (const QString &name : m_names) // breaks: clazy-range-loop-detach
            show(name);
    }

private:
    QStringList m_names;
};

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>leadline::AttentionTile</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::Chart</name>
    <message numerus="yes">
        <source>Chart of %n point(s).</source>
        <translation>
            <numerusform>Chart of %n point.</numerusform>
            <numerusform>Chart of %n points.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::ChartTip</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::Cloud</name>
    <message numerus="yes">
        <source>↑ %n above %1</source>
        <translation>
            <numerusform>↑ %n above %1</numerusform>
            <numerusform>↑ %n above %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::FactTile</name>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n chosen</numerusform>
            <numerusform>%n chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::MetricEditor</name>
    <message numerus="yes">
        <source>%n problem(s). F8 goes to the next.</source>
        <translation>
            <numerusform>%n problem. F8 goes to it.</numerusform>
            <numerusform>%n problems. F8 goes to the next.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::MetricPreview</name>
    <message numerus="yes">
        <source>Last %n day(s)</source>
        <translation>
            <numerusform>Last %n day</numerusform>
            <numerusform>Last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::MetricsPage</name>
    <message numerus="yes">
        <source>%n metric(s) are chosen.</source>
        <translation>
            <numerusform>%n metric is chosen.</numerusform>
            <numerusform>%n metrics are chosen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::MetricTile</name>
    <message numerus="yes">
        <source>%n chosen</source>
        <translation>
            <numerusform>%n chosen</numerusform>
            <numerusform>%Ln chosen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::RowsPanel</name>
    <message numerus="yes">
        <source>%Ln row(s)</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::ScopesPage</name>
    <message numerus="yes">
        <source>%n found</source>
        <translation>
            <numerusform>%n found</numerusform>
            <numerusform>%n found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::SourceModel</name>
    <message numerus="yes">
        <source>⚠ %n problem(s)</source>
        <translation>
            <numerusform>⚠ %n problem</numerusform>
            <numerusform>⚠ %n problems</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>leadline::SyncStatus</name>
    <message numerus="yes">
        <source>%n source(s)</source>
        <translation>
            <numerusform>%n source</numerusform>
            <numerusform>%n sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n never synced</source>
        <translation>
            <numerusform>%n never synced</numerusform>
            <numerusform>%n never synced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>⚠ %n with problems, see Settings › Sources</source>
        <translation>
            <numerusform>⚠ %n with problems, see Settings › Sources</numerusform>
            <numerusform>⚠ %n with problems, see Settings › Sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n sources · </source>
        <translation>
            <numerusform>%n source · </numerusform>
            <numerusform>%n sources · </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n page(s)</source>
        <translation>
            <numerusform>%n page</numerusform>
            <numerusform>%n pages</numerusform>
        </translation>
    </message>
</context>
</TS>

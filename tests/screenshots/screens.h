#pragma once

namespace leadline {

class Camera;

// Every screen that a person can meet, one function a kind. They leave the window as they found it, on the sample.
void shootStart(Camera &camera); // before a workspace is open
void shootPages(Camera &camera); // all pages of all roles, and the rows behind a number: once a width
void shootStates(Camera &camera); // loading, nothing there, an error, a sync at work
void shootQuestions(Camera &camera); // dialogs and menus
void shootSettings(Camera &camera);
void shootMetrics(Camera &camera); // a definition, and the editor
void shootOwnWorkspace(Camera &camera); // an empty one, the way a source is added to it, and what it then says

} // namespace leadline

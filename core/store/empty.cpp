// Placeholder so that the layer links before it has sources.

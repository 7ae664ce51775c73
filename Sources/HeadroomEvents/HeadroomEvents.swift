// Sources of HeadroomEvents.

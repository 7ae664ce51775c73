// Sources of HeadroomSweep.

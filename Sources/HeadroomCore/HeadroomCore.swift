// Sources of HeadroomCore.

// Sources of HeadroomDevices.

// Sources of HeadroomWorkloads.

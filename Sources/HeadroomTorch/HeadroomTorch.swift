// Sources of HeadroomTorch.

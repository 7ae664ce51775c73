// Sources of HeadroomTrials.

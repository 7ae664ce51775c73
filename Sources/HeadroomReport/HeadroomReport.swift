// Sources of HeadroomReport.

// A whole training run: opens the data set, splits and loads it, builds or reads the network, trains it, and writes the results into
// options.out. Called by pinhole-train's main.
//
//   network.pin    the float graph of the best epoch, with labels and preprocessing; batch normalisation as mul and add
//   history.json   the curves
//   run.json       the options with every default filled in
//   checkpoint.bin all state; a killed run goes on from it when started again
#pragma once

#include "training/train/trainer.h"

namespace pinhole {

// Throws Error. A finished run is not trained again: its results are written anew, with the same bytes.
TrainFinished run_training(const TrainOptions& options, const TrainCallback& on_event);

}  // namespace pinhole

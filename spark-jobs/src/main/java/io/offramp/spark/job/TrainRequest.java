// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

import io.offramp.engine.encoder.Pooling;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.train.CheckpointPlan;
import io.offramp.engine.train.TrainingOptions;
import io.offramp.spark.table.TableFormat;
import java.util.List;
import java.util.Optional;

/**
 * What to train, on what.
 *
 * @param data labelled table
 * @param dev labelled table that stops training and fits temperatures
 * @param dataFormat of both; empty: by the files' names
 * @param columns of both
 * @param tokenizer file in the Hugging Face format; empty: a vocabulary is learnt from {@code data}
 * @param vocabularySize of a learnt vocabulary
 * @param maxLength most tokens a row may have
 * @param layers of the encoder
 * @param width of the encoder
 * @param heads of the encoder
 * @param feedForwardWidth of the encoder
 * @param exitLayers where exits stand
 * @param pooling of the exits
 * @param options of training
 * @param out bundle to write
 * @param init bundle to begin with, whose tokenizer and sizes then hold; empty: fresh weights
 * @param checkpoints where to write down how far training is, so that it can go on
 * @param task what a row's label is; empty: as for the bundle to begin with, else one label
 */
public record TrainRequest(
    String data,
    String dev,
    Optional<TableFormat> dataFormat,
    TextColumns columns,
    Optional<String> tokenizer,
    int vocabularySize,
    int maxLength,
    int layers,
    int width,
    int heads,
    int feedForwardWidth,
    List<Integer> exitLayers,
    Pooling pooling,
    TrainingOptions options,
    String out,
    Optional<InitRequest> init,
    Optional<CheckpointPlan> checkpoints,
    Optional<Task> task) {}

// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the tensors of Hugging Face checkpoints, and writes safetensors files, without Python.
 *
 * <p>A checkpoint comes from anywhere, so its files are read as if they were hostile: no size is
 * believed before it was compared with the file's, a pickle can name nothing but tensors, and
 * whatever is wrong ends in a {@link io.offramp.engine.checkpoint.CheckpointException} that says
 * where. This package knows tensors by name, type and shape; what they mean is decided by its
 * callers.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.checkpoint;

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.train;

import io.offramp.engine.encoder.EncoderShape;
import io.offramp.engine.encoder.Task;
import io.offramp.engine.torchscript.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What two trainings must have in common for one to go on where the other stopped: options, sizes,
 * first weights and rows. Not the threads: a run may go on with more of them, though only the same
 * number gives the same bits.
 */
final class TrainingIdentity {
  private static final int FLOATS_AT_ONCE = 1 << 16;

  private TrainingIdentity() {}

  /** What is compared, by the name that a refusal calls it. */
  static Map<String, String> of(
      EncoderShape shape,
      TrainingOptions options,
      List<Tensor> start,
      List<LabelledRow> rows,
      List<LabelledRow> dev) {
    Map<String, String> parts = new TreeMap<>();
    parts.put("epochs", String.valueOf(options.epochs()));
    parts.put("patience", String.valueOf(options.patience()));
    parts.put("batch size", String.valueOf(options.batchSize()));
    parts.put("learning rate", String.valueOf(options.rate().peak()));
    parts.put("layer decay", String.valueOf(options.rate().layerDecay()));
    parts.put("warm-up share", String.valueOf(options.rate().warmUpShare()));
    parts.put("weight decay", String.valueOf(options.weightDecay()));
    parts.put("word dropout", String.valueOf(options.wordDropout()));
    parts.put("dropout", String.valueOf(options.dropout()));
    parts.put("seed", String.valueOf(options.seed()));
    parts.put(
        "clip norm",
        options.clipNorm().isPresent() ? String.valueOf(options.clipNorm().getAsDouble()) : "none");
    parts.put("exit weights", options.objective().weights().toString());
    parts.put("distillation share", String.valueOf(options.objective().distill()));
    parts.put("distillation temperature", String.valueOf(options.objective().temperature()));
    parts.put("encoder", ofShape(shape));
    parts.put("first weights", ofTensors(start));
    parts.put("training rows", ofRows(rows, shape.task()));
    parts.put("dev rows", ofRows(dev, shape.task()));
    return parts;
  }

  /** Where numbers lie is left out of shapes that tell none, which were known without. */
  private static String ofShape(EncoderShape shape) {
    return shape.task() == Task.REGRESSION
        ? shape.toString()
        : shape.toString().replace(", numbers=" + shape.numbers(), "");
  }

  private static String ofTensors(List<Tensor> tensors) {
    MessageDigest digest = digest();
    for (Tensor tensor : tensors) {
      digest.update(tensor.name().getBytes(StandardCharsets.UTF_8));
      update(digest, Arrays.stream(tensor.shape()).mapToInt(Math::toIntExact).toArray());
      update(digest, tensor.values());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String ofRows(List<LabelledRow> rows, Task task) {
    MessageDigest digest = digest();
    for (LabelledRow row : rows) {
      update(digest, row.labels().stream().mapToInt(Integer::intValue).toArray());
      if (task == Task.REGRESSION) { // others were known by their labels, and are still
        update(digest, new float[] {(float) row.number()});
      }
      update(digest, new int[] {row.text().length()});
      update(digest, row.text().ids());
      update(digest, row.text().types());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES);
    bytes.asIntBuffer().put(numbers);
    digest.update(bytes);
  }

  private static void update(MessageDigest digest, float[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES);
    for (int from = 0; from < numbers.length; from += FLOATS_AT_ONCE) {
      int floats = Math.min(FLOATS_AT_ONCE, numbers.length - from);
      bytes.clear().limit(floats * Float.BYTES);
      bytes.asFloatBuffer().put(numbers, from, floats);
      digest.update(bytes);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: this JVM has no SHA-256", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.offramp.calibration.json.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a safetensors file of float32 tensors, one after the other, so that no two need to be in
 * memory. Shapes are said first, as the file begins with them. The bytes depend on names, shapes
 * and values only. The file is there once {@link #finish} is done; before that it is beside its
 * place, and {@link #close} deletes it. A tensor that was refused or failed leaves nothing to
 * finish.
 */
public final class SafetensorsWriter implements AutoCloseable {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK_ELEMENTS = 1 << 14;

  private final Path file;
  private final Path partial;
  private final OutputStream out;
  private final Iterator<TensorInfo> waiting;
  private final ByteBuffer chunk =
      ByteBuffer.allocate(CHUNK_ELEMENTS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private boolean incomplete;
  private boolean closed;

  private SafetensorsWriter(
      Path file, Path partial, OutputStream out, Iterator<TensorInfo> waiting) {
    this.file = file;
    this.partial = partial;
    this.out = out;
    this.waiting = waiting;
  }

  /**
   * Begins a file.
   *
   * @param shapes each tensor's sizes, outermost first, in the order in which tensors will come
   * @throws CheckpointException if it cannot be written
   * @throws IllegalArgumentException if a shape cannot be, or a name is the format's own
   */
  public static SafetensorsWriter create(Path file, Map<String, List<Long>> shapes) {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> tensors.put(name, new TensorInfo(name, ElementType.F32, shape)));
    if (tensors.containsKey("__metadata__")) {
      throw new IllegalArgumentException(
          "Cannot write a tensor named __metadata__ (safetensors uses the name itself)");
    }
    byte[] header = header(tensors);
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial));
      SafetensorsWriter writer =
          new SafetensorsWriter(file, partial, out, tensors.values().iterator());
      writer.writeHeader(header);
      return writer;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private void writeHeader(byte[] header) {
    try {
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(header.length)
              .array());
      out.write(header);
    } catch (IOException e) {
      close();
      throw failure(file, e);
    }
  }

  private static byte[] header(Map<String, TensorInfo> tensors) {
    ObjectNode root = Json.object();
    root.putObject("__metadata__").put("format", "pt");
    long begin = 0;
    for (TensorInfo tensor : tensors.values()) {
      long end = Math.addExact(begin, Math.multiplyExact(tensor.elements(), Float.BYTES));
      ObjectNode node = root.putObject(tensor.name());
      node.put("dtype", tensor.type().name());
      tensor.shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(begin).add(end);
      begin = end;
    }
    String json = root.toString();
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    // readers that map the file want its numbers aligned
    return (json + " ".repeat(Math.floorMod(-bytes, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the next tensor.
   *
   * @param name as it was said first
   * @param values its elements, row-major
   * @throws IllegalArgumentException if another tensor is next, or has another number of elements
   * @throws CheckpointException if it cannot be written
   */
  public void write(String name, float[] values) {
    boolean failedBefore = incomplete;
    incomplete = true;
    TensorInfo next = waiting.hasNext() ? waiting.next() : null;
    if (next == null || !next.name().equals(name) || next.elements() != values.length) {
      throw new IllegalArgumentException(
          "Cannot write tensor '%s' of %d elements to %s (next is %s)"
              .formatted(name, values.length, file, next == null ? "the end" : next));
    }
    try {
      for (int done = 0; done < values.length; ) {
        int count = Math.min(CHUNK_ELEMENTS, values.length - done);
        chunk.asFloatBuffer().put(values, done, count);
        out.write(chunk.array(), 0, count * Float.BYTES);
        done += count;
      }
      incomplete = failedBefore;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /**
   * Puts the file in its place, over what is there.
   *
   * @throws IllegalStateException if a tensor was not written, or not as it was said to be
   * @throws CheckpointException if it cannot be written
   */
  public void finish() {
    if (incomplete) {
      throw new IllegalStateException(
          "Cannot finish %s: one of its tensors was refused, or not written to its end"
              .formatted(file));
    }
    if (waiting.hasNext()) {
      throw new IllegalStateException(
          "Cannot finish %s: tensor '%s' was not written".formatted(file, waiting.next().name()));
    }
    try {
      out.close();
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      closed = true;
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Deletes what was written, unless it was finished. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static CheckpointException failure(Path file, IOException e) {
    return new CheckpointException(
        "Cannot write %s: %s (make its folder one that can be written to)".formatted(file, e), e);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as they lie in a file, made float32. */
final class Weights {
  private static final int CHUNK_BYTES = 1 << 18;

  private Weights() {}

  /**
   * An array for a tensor's elements, which are known to lie in the file.
   *
   * @throws CheckpointException if they are integers, or too many for an array
   */
  static float[] allocate(Content content, TensorInfo tensor) {
    if (!tensor.type().isRead()) {
      throw content.refusal(
          "tensor '%s' is of type %s (weights must be F32, F16, BF16 or F64; save the model in one of them)"
              .formatted(Shown.of(tensor.name()), tensor.type()));
    }
    long elements = tensor.elements();
    if (elements > Integer.MAX_VALUE - 8) {
      throw content.refusal(
          "tensor '%s' has %d elements (must be at most %d)"
              .formatted(Shown.of(tensor.name()), elements, Integer.MAX_VALUE - 8));
    }
    return new float[(int) elements];
  }

  /** Elements that lie one after the other from a position on. */
  static float[] read(Content content, TensorInfo tensor, long position) {
    content.requireRange(position, Math.multiplyExact(tensor.elements(), tensor.type().bytes()));
    float[] values = allocate(content, tensor);
    int bytes = tensor.type().bytes();
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, (long) values.length * bytes)];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < values.length; ) {
      int count = Math.min(chunk.length / bytes, values.length - done);
      content.read(position + (long) done * bytes, chunk, 0, count * bytes);
      for (int i = 0; i < count; i++) {
        values[done + i] = value(buffer, i * bytes, tensor.type());
      }
      done += count;
    }
    return requireFinite(content, tensor, values);
  }

  /**
   * One element, of a type that is read.
   *
   * @param at its first byte's index in the little-endian buffer
   */
  static float value(ByteBuffer buffer, int at, ElementType type) {
    return switch (type) {
      case F64 -> (float) buffer.getDouble(at);
      case F32 -> buffer.getFloat(at);
      case F16 -> half(buffer.getShort(at));
      case BF16 -> Float.intBitsToFloat(buffer.getShort(at) << 16);
      default -> throw new IllegalArgumentException("Cannot make a float of type " + type);
    };
  }

  /** Refuses values that no model can compute with. */
  static float[] requireFinite(Content content, TensorInfo tensor, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw content.refusal(
            "tensor '%s' is %s at index %d, as float32 (weights must be finite; take a checkpoint from before training failed)"
                .formatted(Shown.of(tensor.name()), values[i], i));
      }
    }
    return values;
  }

  /** IEEE 754's binary16; every one of its numbers is a float32. */
  static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    int sign = (bits & 0x8000) << 16;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      // subnormal: a multiple of the smallest number, which float32 holds as a normal one
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent - 15 + 127) << 23) | (fraction << 13));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.torch;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.function.Supplier;

/** Says that a device's memory does not hold what a call needs: a smaller batch may fit. */
public final class OutOfDeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What libtorch says of a GPU's allocator, of CUDA's libraries, and of the CPU's. */
  private static final List<String> SIGNS =
      List.of("out of memory", "STATUS_ALLOC_FAILED", "can't allocate memory", "bad_alloc");

  /** What the JVM says of the buffers that tensors are filled from. */
  private static final String DIRECT_BUFFERS = "direct buffer";

  private final String said;

  /**
   * An exception with what the device said.
   *
   * @param said its words
   */
  public OutOfDeviceMemoryException(String said, Throwable cause) {
    super(
        "Cannot run a batch: out of memory, at one row as well (let fewer tasks share the device, or use one with more memory): "
            + said,
        cause);
    this.said = said;
  }

  /** What the device said. */
  public String said() {
    return said;
  }

  /**
   * Makes a call of the engine. The heap's end is not the device's, and is thrown as it is.
   *
   * @throws OutOfDeviceMemoryException if the device's memory is too small for it
   */
  public static <T> T watching(Supplier<T> call) {
    try {
      return call.get();
    } catch (EngineException e) {
      String message = String.valueOf(e.getMessage());
      String line =
          message.lines().filter(OutOfDeviceMemoryException::tells).findFirst().orElse("");
      if (line.isEmpty()) {
        throw e;
      }
      throw new OutOfDeviceMemoryException(line.strip(), e);
    } catch (OutOfMemoryError e) {
      String message = String.valueOf(e.getMessage());
      if (!message.contains(DIRECT_BUFFERS)) {
        throw e;
      }
      throw new OutOfDeviceMemoryException(message, e);
    }
  }

  private static boolean tells(String line) {
    return SIGNS.stream().anyMatch(line::contains);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import ai.djl.engine.Engine;
import io.offramp.engine.djl.DjlDefaults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The machine that measures.
 *
 * @param processor the model's name, or "unknown"
 * @param flags of the processor, those that decide which kernels run
 * @param cores that this JVM may use
 * @param java version of the JVM
 * @param libtorch version
 */
public record Machine(
    String processor, List<String> flags, int cores, String java, String libtorch) {
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final List<String> TELLING =
      List.of(
          "avx2",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "amx_int8");

  /** Copies the list. */
  public Machine {
    flags = List.copyOf(flags);
  }

  /** This one. */
  public static Machine here() {
    DjlDefaults.apply();
    List<String> lines;
    try {
      lines = Files.isReadable(LINUX) ? Files.readAllLines(LINUX) : List.of();
    } catch (IOException e) {
      lines = List.of(); // a machine that does not say what it is can be measured all the same
    }
    return new Machine(
        value(lines, "model name"),
        flags(value(lines, "flags")),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version", "unknown"),
        Engine.getEngine("PyTorch").getVersion());
  }

  /** Whether the processor says that it multiplies in bfloat16. */
  public boolean hasBfloat16() {
    return flags.contains("amx_bf16") || flags.contains("avx512_bf16");
  }

  /** The flags that matter among all of them. */
  static List<String> flags(String all) {
    Set<String> present = new HashSet<>(Arrays.asList(all.split(" ", -1)));
    return TELLING.stream().filter(present::contains).toList();
  }

  /** What the first line of that name says. */
  static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}

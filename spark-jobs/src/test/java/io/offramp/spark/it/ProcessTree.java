// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The processes below this one, told apart by their command lines. Linux only, as the launcher. */
final class ProcessTree {
  private ProcessTree() {}

  /** Those that have a word among their arguments, oldest first. */
  static List<ProcessHandle> with(String word) {
    List<ProcessHandle> found = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      if (process.isAlive() && commandLine(process).contains(word)) {
        found.add(process);
      }
    }
    found.sort(null);
    return found;
  }

  /** All of it, of any length; nothing if the process has ended. */
  static List<String> commandLine(ProcessHandle process) {
    try {
      String line = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
      return Arrays.asList(line.split("\0", -1)).stream().filter(part -> !part.isEmpty()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Halts a process ({@code STOP}), or lets it go on ({@code CONT}). */
  static void signal(Process process, String signal) throws IOException, InterruptedException {
    int code =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
    if (code != 0) {
      throw new IOException("Cannot send %s to process %s".formatted(signal, process.pid()));
    }
  }
}

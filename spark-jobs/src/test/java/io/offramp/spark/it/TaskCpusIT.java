// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of a task use its cores, no more and no fewer; a session's cores a task are fixed. */
class TaskCpusIT {
  /** One is the default, and what all other programs here run with. */
  @ParameterizedTest
  @ValueSource(ints = 2)
  void taskCpus_anyNumber_isTheThreadsOfKernels(int cpus, @TempDir Path logs) throws Exception {
    try (Processes processes = new Processes(logs)) {
      List<String> program =
          new ArrayList<>(
              Processes.java(
                  "1g", System.getProperty("java.class.path", ""), ThreadsProgram.class.getName()));
      program.add(String.valueOf(cpus));
      Processes.Ended ended = processes.run(program, Map.of());
      assertThat(ended.code()).as(ended.output()).isZero();
      assertThat(ended.output()).contains("threads of kernels: [" + cpus + "]");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Starts processes, and sees to it that none outlives the test. */
final class Processes implements AutoCloseable {
  private static final long LIMIT_SECONDS = 240;

  /** For JVMs that live for a minute: half the time goes into compiling otherwise. */
  private static final String SHORT_LIVED = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  private final Path logs;
  private final List<Process> running = new ArrayList<>();

  Processes(Path logs) {
    this.logs = logs;
  }

  /**
   * How a process ended.
   *
   * @param code its exit code
   * @param output what it wrote, errors too
   */
  record Ended(int code, String output) {}

  /** A process took longer than it was given. */
  static final class TimeLimitException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TimeLimitException(String message) {
      super(message);
    }
  }

  /** A Java command line with what Spark needs opened on Java 17. */
  static List<String> java(String heap, String classpath, String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option :
        System.getProperty("offramp.module.options", "").trim().split("\\s+", -1)) {
      command.add(option);
    }
    command.addAll(List.of(SHORT_LIVED.split(" ", -1)));
    command.addAll(List.of("-Xmx" + heap, "-cp", classpath, mainClass));
    return command;
  }

  /** The class path that the build wrote for embedded Spark. */
  static String sparkClasspath() throws IOException {
    return Files.readString(Path.of(System.getProperty("offramp.classpath.file", ""))).strip();
  }

  /** The application's jar, as users submit it. */
  static Path applicationJar() {
    return Path.of(System.getProperty("offramp.jar", ""));
  }

  /** Runs to the end, or fails after four minutes. */
  Ended run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    return run(command, environment, LIMIT_SECONDS);
  }

  /** Runs to the end, or fails after that many seconds. */
  Ended run(List<String> command, Map<String, String> environment, long seconds)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(logs, "process", ".log");
    Process process = start(command, environment, log);
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new TimeLimitException(
          "Cannot wait longer for " + command + ": " + Files.readString(log));
    }
    return new Ended(process.exitValue(), Files.readString(log));
  }

  /** A test that is about collecting garbage has options of its own. */
  private static String together(String own, String more) {
    return own.contains("-Xlog:gc") ? own : own + " " + more;
  }

  /** Starts a process that goes on until this is closed. */
  Process start(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    builder.environment().merge("OFFRAMP_JAVA_OPTS", SHORT_LIVED, Processes::together);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(new File("/dev/null"));
    Process process = builder.start();
    running.add(process);
    return process;
  }

  @Override
  public void close() {
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A standalone Spark master with workers, as processes on this machine. */
final class StandaloneCluster {
  private static final long STARTING_SECONDS = 60;

  private final Processes processes;
  private final Path folder;
  private final Map<String, String> environment;
  private final String url;

  /**
   * What a worker is given.
   *
   * @param cores that it may lend; the machine may have fewer
   * @param memory in Spark's words
   * @param settings Spark's, of the worker alone
   * @param environment variables besides the cluster's
   */
  record Worker(
      int cores, String memory, Map<String, String> settings, Map<String, String> environment) {
    static Worker ofOneCore() {
      return new Worker(1, "2g", Map.of(), Map.of());
    }
  }

  private StandaloneCluster(Processes processes, Path folder, int port) throws IOException {
    this.processes = processes;
    this.folder = folder;
    this.url = "spark://127.0.0.1:" + port;
    this.environment =
        Map.of(
            "SPARK_HOME", sparkHome(folder).toString(),
            "SPARK_SCALA_VERSION", System.getProperty("offramp.scala.version", "2.13"),
            "SPARK_LOCAL_DIRS", localFolder().toString(),
            "SPARK_LOCAL_IP", "127.0.0.1");
  }

  static StandaloneCluster start(Processes processes, Path folder, int workers)
      throws IOException, InterruptedException {
    return start(processes, folder, Collections.nCopies(workers, Worker.ofOneCore()));
  }

  static StandaloneCluster start(Processes processes, Path folder, List<Worker> workers)
      throws IOException, InterruptedException {
    int port = freePort();
    StandaloneCluster cluster = new StandaloneCluster(processes, folder, port);
    Path masterLog = folder.resolve("master.log");
    cluster.launch(
        "org.apache.spark.deploy.master.Master",
        masterLog,
        List.of("--host", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0"),
        new Worker(0, "", Map.of(), Map.of()));
    await(masterLog, "New state: ALIVE");
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      Path log = folder.resolve("worker" + i + ".log");
      Path work = Files.createDirectories(cluster.work(i));
      cluster.launch(
          "org.apache.spark.deploy.worker.Worker",
          log,
          List.of(
              "--host",
              "127.0.0.1",
              "--webui-port",
              "0",
              "-c",
              String.valueOf(worker.cores()),
              "-m",
              worker.memory(),
              "-d",
              work.toString(),
              cluster.url),
          worker);
      await(log, "Successfully registered with master");
    }
    return cluster;
  }

  String url() {
    return url;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Where the driver and the executors keep what lasts as long as they do. */
  Path localFolder() {
    return folder.resolve("local");
  }

  /**
   * The command that submits the application.
   *
   * @param options of {@code spark-submit}
   * @param command of Offramp's with its options; without a master
   */
  List<String> submit(List<String> options, List<String> command) throws IOException {
    List<String> submit =
        new ArrayList<>(
            Processes.java(
                "1g", Processes.sparkClasspath(), "org.apache.spark.deploy.SparkSubmit"));
    submit.addAll(List.of("--master", url, "--conf", "spark.driver.host=127.0.0.1"));
    submit.addAll(List.of("--conf", "spark.ui.enabled=false", "--executor-memory", "1g"));
    submit.addAll(options);
    submit.addAll(List.of("--class", "io.offramp.spark.cli.Offramp"));
    submit.add(Processes.applicationJar().toString());
    submit.addAll(command);
    return submit;
  }

  /** What the executors of a worker have written in an application. */
  List<String> executorLog(int worker, String application) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var files = Files.walk(work(worker).resolve(application))) {
      for (Path file : files.filter(file -> file.endsWith("stderr")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private Path work(int worker) {
    return folder.resolve("work" + worker);
  }

  /** How many executors the workers have started so far. */
  long executorsStarted() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("stderr")).count();
    }
  }

  private void launch(String mainClass, Path log, List<String> arguments, Worker worker)
      throws IOException {
    List<String> command =
        new ArrayList<>(Processes.java("512m", Processes.sparkClasspath(), mainClass));
    worker.settings().forEach((key, value) -> command.add(1, "-D%s=%s".formatted(key, value)));
    command.addAll(arguments);
    Map<String, String> variables = new HashMap<>(environment);
    variables.putAll(worker.environment());
    processes.start(command, variables, log);
  }

  /** A Spark installation as workers expect it: a folder with the jars. */
  private static Path sparkHome(Path folder) throws IOException {
    Path home = folder.resolve("spark-home");
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String jar : Processes.sparkClasspath().split(File.pathSeparator, -1)) {
      Path file = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
    }
    return home;
  }

  private static void await(Path log, String line) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTING_SECONDS * 1_000_000_000L;
    while (!Files.exists(log) || !Files.readString(log).contains(line)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Cannot see '" + line + "' in " + Files.readString(log));
      }
      Thread.sleep(200);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}

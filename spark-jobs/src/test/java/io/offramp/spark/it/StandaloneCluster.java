// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A standalone Spark master with one-core workers, as processes on this machine. */
final class StandaloneCluster {
  private static final long STARTING_SECONDS = 60;

  private final Processes processes;
  private final Path folder;
  private final Map<String, String> environment;
  private final String url;

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
    int port = freePort();
    StandaloneCluster cluster = new StandaloneCluster(processes, folder, port);
    Path masterLog = folder.resolve("master.log");
    cluster.launch(
        "org.apache.spark.deploy.master.Master",
        masterLog,
        List.of("--host", "127.0.0.1", "--port", String.valueOf(port), "--webui-port", "0"));
    await(masterLog, "New state: ALIVE");
    for (int i = 0; i < workers; i++) {
      Path log = folder.resolve("worker" + i + ".log");
      Path work = Files.createDirectories(folder.resolve("work" + i));
      cluster.launch(
          "org.apache.spark.deploy.worker.Worker",
          log,
          List.of(
              "--host",
              "127.0.0.1",
              "--webui-port",
              "0",
              "-c",
              "1",
              "-m",
              "2g",
              "-d",
              work.toString(),
              cluster.url));
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

  /** How many executors the workers have started so far. */
  long executorsStarted() throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith("stderr")).count();
    }
  }

  private void launch(String mainClass, Path log, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(Processes.java("512m", Processes.sparkClasspath(), mainClass));
    command.addAll(arguments);
    processes.start(command, environment, log);
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

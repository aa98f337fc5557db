// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Hadoop's own distributed file system, of one data node, as a process on this machine. */
final class Hdfs {
  private static final long STARTING_SECONDS = 90;

  private final String url;

  private Hdfs(String url) {
    this.url = url;
  }

  static Hdfs start(Processes processes, Path folder) throws IOException, InterruptedException {
    int port = StandaloneCluster.freePort();
    Path ready = folder.resolve("hdfs.xml");
    Path log = folder.resolve("hdfs.log");
    String jars = System.getProperty("offramp.minicluster.folder", "") + "/*";
    List<String> command =
        new ArrayList<>(
            Processes.java(
                "512m",
                jars + File.pathSeparator + Processes.sparkClasspath(),
                "org.apache.hadoop.mapreduce.MiniHadoopClusterManager"));
    command.add(1, "-Dtest.build.data=" + folder.resolve("hdfs"));
    command.addAll(List.of("-nomr", "-format", "-nnport", String.valueOf(port)));
    command.addAll(List.of("-writeConfig", ready.toString()));
    processes.start(command, Map.of(), log);
    long deadline = System.nanoTime() + STARTING_SECONDS * 1_000_000_000L;
    while (!Files.exists(ready) || Files.size(ready) == 0) { // written when all of it runs
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("Cannot start HDFS: " + Files.readString(log));
      }
      Thread.sleep(200);
    }
    return new Hdfs("hdfs://localhost:" + port);
  }

  /** Its root, without a slash at the end. */
  String url() {
    return url;
  }
}

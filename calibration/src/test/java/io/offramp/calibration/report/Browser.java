// SPDX-License-Identifier: Apache-2.0
package io.offramp.calibration.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Chromium without a window, driven through the {@code chromedriver} that is installed with it,
 * by the W3C's WebDriver protocol. Downloads nothing.
 */
final class Browser implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process driver;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String session;

  private Browser(Process driver, String root) throws IOException, InterruptedException {
    this.driver = driver;
    ObjectNode wanted = MAPPER.createObjectNode();
    ObjectNode always = wanted.putObject("capabilities").putObject("alwaysMatch");
    ObjectNode logs = always.putObject("goog:loggingPrefs");
    logs.put("browser", "ALL").put("performance", "ALL");
    var args = always.putObject("goog:chromeOptions").putArray("args");
    Stream.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars")
        .forEach(args::add);
    this.session = root + "/session/" + post(root + "/session", wanted).get("sessionId").asText();
  }

  /** The driver on the PATH, if there is one. */
  static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder).resolve("chromedriver"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path chromedriver) throws IOException, InterruptedException {
    Path log = Files.createTempFile("offramp-chromedriver", ".log");
    Process driver =
        new ProcessBuilder(chromedriver.toString(), "--port=0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return new Browser(driver, "http://127.0.0.1:" + port(driver, log));
    } catch (IOException | InterruptedException | RuntimeException e) {
      driver.destroy();
      throw e;
    } finally {
      Files.delete(log); // the driver goes on writing into it, to nobody
    }
  }

  private static String port(Process driver, Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && driver.isAlive()) {
      Matcher port = PORT.matcher(Files.readString(log));
      if (port.find()) {
        return port.group(1);
      }
      Thread.sleep(20);
    }
    throw new IOException(
        "Cannot start the browser: its driver named no port, but said: " + Files.readString(log));
  }

  void open(Path page) throws IOException, InterruptedException {
    post(session + "/url", MAPPER.createObjectNode().put("url", page.toUri().toString()));
  }

  /** What a script returns. */
  JsonNode eval(String script) throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode().put("script", script);
    body.putArray("args");
    return post(session + "/execute/sync", body);
  }

  /**
   * Waits until a script returns true: what a page does on an event, it does with its next frame,
   * which may come after the command that caused the event has answered.
   */
  void until(String script) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!eval(script).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("Still not true after " + PATIENCE + ": " + script);
      }
      Thread.sleep(20);
    }
  }

  /** A command of the DevTools protocol. */
  JsonNode command(String name, ObjectNode parameters) throws IOException, InterruptedException {
    ObjectNode body = MAPPER.createObjectNode().put("cmd", name);
    body.set("params", parameters);
    return post(session + "/goog/cdp/execute", body);
  }

  /** Pretends to be a screen. */
  void screen(int width, int height) throws IOException, InterruptedException {
    ObjectNode metrics = MAPPER.createObjectNode();
    metrics.put("width", width).put("height", height).put("deviceScaleFactor", 1);
    metrics.put("mobile", width < 600);
    command("Emulation.setDeviceMetricsOverride", metrics);
  }

  /** Prefers dark or light colours. */
  void colours(String scheme) throws IOException, InterruptedException {
    ObjectNode media = MAPPER.createObjectNode();
    media.putArray("features").addObject().put("name", "prefers-color-scheme").put("value", scheme);
    command("Emulation.setEmulatedMedia", media);
  }

  /** Texts on the console since the last call. */
  List<String> console() throws IOException, InterruptedException {
    List<String> lines = new ArrayList<>();
    log("browser").forEach(entry -> lines.add(entry.get("message").asText()));
    return lines;
  }

  /** Addresses that were asked for since the last call. */
  List<String> requests() throws IOException, InterruptedException {
    List<String> addresses = new ArrayList<>();
    for (JsonNode entry : log("performance")) {
      JsonNode event = MAPPER.readTree(entry.get("message").asText()).path("message");
      if (event.path("method").asText().equals("Network.requestWillBeSent")) {
        addresses.add(event.path("params").path("request").path("url").asText());
      }
    }
    return addresses;
  }

  /** A picture of the whole page, as PNG. */
  byte[] picture() throws IOException, InterruptedException {
    ObjectNode whole = MAPPER.createObjectNode().put("captureBeyondViewport", true);
    return Base64.getDecoder()
        .decode(command("Page.captureScreenshot", whole).get("data").asText());
  }

  /** The page as it is printed, as PDF. */
  byte[] print() throws IOException, InterruptedException {
    return Base64.getDecoder()
        .decode(command("Page.printToPDF", MAPPER.createObjectNode()).get("data").asText());
  }

  private JsonNode log(String type) throws IOException, InterruptedException {
    return post(session + "/se/log", MAPPER.createObjectNode().put("type", type));
  }

  private JsonNode post(String address, ObjectNode body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonNode value = MAPPER.readTree(answer.body()).path("value");
    if (answer.statusCode() != 200) {
      throw new IOException("The browser refused " + address + ": " + value);
    }
    return value;
  }

  /** Ends the browser, then its driver. */
  @Override
  public void close() throws IOException {
    try {
      http.send(
          HttpRequest.newBuilder(URI.create(session)).timeout(PATIENCE).DELETE().build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroy();
    }
  }
}

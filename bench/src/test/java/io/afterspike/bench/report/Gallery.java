package io.afterspike.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One picture of each kind, as kept in the resources; the main writes them all, and a page of them,
 * into the folder it is given, for people to look at.
 */
final class Gallery {
  private Gallery() {}

  /** The pictures by the names of their files. */
  static Map<String, Drawing> pictures() {
    Map<String, Drawing> pictures = new LinkedHashMap<>();
    pictures.put("bands.svg", bands());
    pictures.put("error-bars.svg", errorBars());
    pictures.put("heat-map.svg", heatMap());
    pictures.put("crossover.svg", crossover());
    pictures.put("fine-heat-map.svg", fineHeatMap());
    pictures.put("landscape.svg", landscape());
    pictures.put("valley.svg", valley());
    pictures.put("raster.svg", raster());
    pictures.put("dense-raster.svg", denseRaster());
    return pictures;
  }

  static Drawing bands() {
    double[] x = new double[41];
    String[] names = {"BPTT", "OTPE", "Approx OTPE", "OSTL", "OTTT", "F-OTPE"};
    List<Series> series = new ArrayList<>();
    for (int s = 0; s < names.length; s++) {
      double[][] seeds = new double[4][x.length];
      for (int seed = 0; seed < 4; seed++) {
        for (int i = 0; i < x.length; i++) {
          x[i] = i * 250;
          double wave = StrictMath.sin(seed * 9 + i * 0.7 + s) * 1.8;
          seeds[seed][i] = 20 + (60 - 6 * s) * (1 - StrictMath.exp(-i / (6.0 + s))) + wave;
        }
      }
      series.add(Spread.over(seeds).series(names[s], x));
    }
    Axis accuracy = Axis.linear("validation accuracy (%)").reaching(0, 100);
    return new LineChart("R-Randman, online", Axis.count("minibatch"), accuracy, series);
  }

  static Drawing errorBars() {
    List<String> rules = List.of("BPTT", "OTPE", "Approx OTPE", "OSTL", "OTTT");
    double[][] offline = {
      {73.2, 72.9, 66.1, 66.0, 64.9}, {74.8, 71.8, 67.5, 67.2, 63.1}, {73.8, 72.7, 67.4, 66.9, 65}
    };
    double nan = Double.NaN;
    double[][] online = {{nan, 73.1, 70.2, 68.1, 66.3}, {nan, 74.2, 69.4, 68.9, 67.2}};
    return new BarChart(
        "Test accuracy, mean ± sd over seeds",
        Axis.linear("right answers (%)"),
        rules,
        List.of(Spread.over(offline).bars("offline"), Spread.over(online).bars("online")));
  }

  static Drawing heatMap() {
    double[][] values = {
      {71.2, 72.4, 73.3, 73.9, 72.8}, {66.1, 69.4, 72.5, Double.NaN, 71.7}, {35.2, 48, 60.3, 64, 61}
    };
    return HeatMap.of(
        "Slope and width",
        "slope k",
        List.of("5", "10", "25", "50", "100"),
        "neurons",
        List.of("512", "256", "128"),
        values,
        ColorScale.sequential(Axis.linear("test accuracy (%)")));
  }

  static Drawing crossover() {
    double[][] values = new double[7][9];
    List<String> widths = new ArrayList<>();
    List<String> batches = new ArrayList<>();
    for (int r = 0; r < 7; r++) {
      batches.add(Integer.toString(1 << r));
      for (int c = 0; c < 9; c++) {
        values[r][c] = StrictMath.pow(2, 0.9 * (r + c) - 7.3) * (r % 2 == 0 ? 1 : 1.2);
      }
    }
    for (int c = 0; c < 9; c++) {
      widths.add(Integer.toString(16 << c));
    }
    return HeatMap.of(
        "Speed of the GPU against the CPU",
        "neurons per layer",
        widths,
        "batch",
        batches,
        values,
        ColorScale.diverging(Axis.logarithmic("time CPU / time GPU"), 1));
  }

  static Drawing fineHeatMap() {
    int bins = 60;
    int units = 70;
    double[][] counts = new double[units][bins];
    double[] times = new double[bins + 1];
    double[] edges = new double[units + 1];
    for (int u = 0; u <= units; u++) {
      edges[u] = u * 10;
    }
    for (int t = 0; t <= bins; t++) {
      times[t] = t * 12.5;
    }
    for (int u = 0; u < units; u++) {
      for (int t = 0; t < bins; t++) {
        double ridge = StrictMath.sin(t * 0.11) * 25 + 35 - u;
        counts[u][t] = Math.floor(9 * StrictMath.exp(-ridge * ridge / 60));
      }
    }
    return HeatMap.over(
        "Counts of a recording",
        Axis.linear("time (ms)"),
        times,
        Axis.count("unit"),
        edges,
        counts,
        ColorScale.sequential(Axis.count("spikes per bin")));
  }

  static Drawing landscape() {
    int n = 41;
    double[] x = new double[n];
    double[] y = new double[n];
    double[][] loss = new double[n][n];
    for (int i = 0; i < n; i++) {
      x[i] = -6 + 0.3 * i;
      y[i] = -4 + 0.2 * i;
    }
    for (int r = 0; r < n; r++) {
      for (int c = 0; c < n; c++) {
        double bowl = 0.08 * (x[c] - 2) * (x[c] - 2) + 0.2 * (y[r] - 1) * (y[r] - 1);
        loss[r][c] = 0.02 + bowl + 0.25 * (1 + StrictMath.sin(x[c] * 1.3) * StrictMath.cos(y[r]));
      }
    }
    List<Series> ways = new ArrayList<>();
    String[] names = {"BPTT", "OTPE", "OSTL"};
    for (int s = 0; s < names.length; s++) {
      double[] px = new double[120];
      double[] py = new double[120];
      for (int i = 0; i < 120; i++) {
        double t = 1 - StrictMath.exp(-i / 30.0);
        px[i] = -5 + (6.2 - s) * t + 0.15 * StrictMath.sin(i * 0.5 + s);
        py[i] = 3.2 - (2.6 + 1.3 * s) * t * t + 0.1 * StrictMath.cos(i * 0.9);
      }
      ways.add(Series.of(names[s], px, py));
    }
    Axis first = Axis.linear("first principal direction");
    Axis second = Axis.linear("second principal direction");
    ColorScale colors = ColorScale.sequential(Axis.logarithmic("loss"));
    return new ContourChart("Loss landscape", first, x, second, y, loss, colors)
        .withTrajectories(ways);
  }

  static Drawing valley() {
    double[] x = {16, 32, 64, 128, 256, 512, 1024};
    double[] y = {1, 2, 4, 8, 16, 32, 64, 128};
    double[][] ratio = new double[y.length][x.length];
    for (int r = 0; r < y.length; r++) {
      for (int c = 0; c < x.length; c++) {
        ratio[r][c] = StrictMath.pow(x[c] * y[r], 0.6) / 90;
      }
    }
    ratio[7][0] = Double.NaN;
    return new ContourChart(
            "Break-even of two engines",
            Axis.logarithmic("neurons per layer"),
            x,
            Axis.logarithmic("batch"),
            y,
            ratio,
            ColorScale.diverging(Axis.logarithmic("ratio of times"), 1))
        .withSize(560, 400);
  }

  static Drawing raster() {
    List<Spikes> layers = new ArrayList<>();
    String[] names = {"input", "hidden", "output"};
    int first = 0;
    for (int l = 0; l < 3; l++) {
      int units = 24 >> l;
      double[] times = new double[units * 12];
      int[] numbers = new int[times.length];
      for (int i = 0; i < times.length; i++) {
        times[i] = (i * 37 + l * 11 + i * i % 17) % 100;
        numbers[i] = first + i % units;
      }
      first += units;
      layers.add(Spikes.of(names[l], times, numbers));
    }
    return new RasterChart(
        "Spikes of a network", Axis.linear("time step"), Axis.count("neuron"), layers);
  }

  static Drawing denseRaster() {
    double[] times = new double[6000];
    int[] units = new int[times.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = i / 7500.0;
      double wave = 350 + 220 * StrictMath.sin(i / 900.0) + 130 * StrictMath.sin(i * 12.9898);
      units[i] = (int) wave;
    }
    return new RasterChart(
        "A recording",
        Axis.linear("time (s)").reaching(0, Double.NaN),
        Axis.count("unit").reaching(0, 699),
        List.of(Spikes.of("", times, units)));
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    HtmlPage page = new HtmlPage("Gallery").summary("One picture of each kind.");
    for (Map.Entry<String, Drawing> picture : pictures().entrySet()) {
      Files.writeString(folder.resolve(picture.getKey()), picture.getValue().svg());
      page.heading(picture.getKey()).figure(picture.getValue(), picture.getValue().description());
    }
    page.write(folder.resolve("gallery.html"));
  }
}

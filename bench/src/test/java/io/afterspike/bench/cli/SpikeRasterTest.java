package io.afterspike.bench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.afterspike.bench.data.Recording;
import io.afterspike.bench.data.SpikeFixtures;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class SpikeRasterTest {
  private static final Pattern DOT = Pattern.compile("M([-0-9.]+) ([-0-9.]+)h1\\.4");

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<double[]> dots(Document document) {
    NodeList paths = document.getElementsByTagName("path");
    List<double[]> dots = new ArrayList<>();
    for (int p = 0; p < paths.getLength(); p++) {
      Matcher dot = DOT.matcher(((Element) paths.item(p)).getAttribute("d"));
      while (dot.find()) {
        dots.add(
            new double[] {
              Double.parseDouble(dot.group(1)) + 0.7, Double.parseDouble(dot.group(2))
            });
      }
    }
    return dots;
  }

  private static double[] axes(Document document) {
    NodeList groups = document.getElementsByTagName("g");
    for (int g = 0; g < groups.getLength(); g++) {
      Element group = (Element) groups.item(g);
      if (group.getAttribute("class").equals("as-axis")) {
        String d = ((Element) group.getElementsByTagName("path").item(0)).getAttribute("d");
        String[] numbers = d.substring(1).split("[ML ]");
        // left, top, left, bottom, right, bottom
        double[] axes = new double[6];
        for (int i = 0; i < 6; i++) {
          axes[i] = Double.parseDouble(numbers[i]);
        }
        return axes;
      }
    }
    throw new AssertionError("no axes");
  }

  @Test
  void everySpikeIsADotAtItsPlace() throws Exception {
    Recording recording = SpikeFixtures.recording(4);
    Document document = parse(SpikeRaster.of(recording, 700, "x").svg());
    List<double[]> dots = dots(document);
    assertEquals(recording.events(), dots.size());
    double[] axes = axes(document);
    double last = recording.seconds()[recording.events() - 1];
    for (int k = 0; k < dots.size(); k++) {
      // The time axis ends at the last spike; half a unit is above and below. To 0.1 pixels.
      double x = axes[0] + recording.seconds()[k] / last * (axes[4] - axes[0]);
      double y = axes[3] - (recording.units()[k] + 0.5) / 700 * (axes[3] - axes[1]);
      assertEquals(x, dots.get(k)[0], 0.06, "x of spike " + k);
      assertEquals(y, dots.get(k)[1], 0.06, "y of spike " + k);
    }
  }

  @Test
  void silentAndShortRecordingsAreDrawnToo() throws Exception {
    assertEquals(0, dots(parse(raster(new double[0], new int[0]))).size());
    // The axis of a recording of any length has a handful of ticks.
    for (double last :
        new double[] {0, 1e-40, 1e-5, 0.011, 0.02, 0.3, 0.49, 0.5, 1, 1.9, 2, 5, 65504, 1e300}) {
      Document document = parse(raster(new double[] {last}, new int[] {0}));
      assertEquals(1, dots(document).size(), last + " s");
      int labels = document.getElementsByTagName("text").getLength();
      assertTrue(labels >= 8 && labels <= 30, last + " s: " + labels + " labels");
    }
  }

  private static String raster(double[] seconds, int[] units) {
    return SpikeRaster.of(new Recording(0, seconds, units), 700, "x").svg();
  }

  @Test
  void anyTitleIsText() throws Exception {
    String title = "</text><script>&\"'";
    Document document = parse(SpikeRaster.of(SpikeFixtures.recording(0), 700, title).svg());
    assertEquals(title, document.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(0, document.getElementsByTagName("script").getLength());
  }
}

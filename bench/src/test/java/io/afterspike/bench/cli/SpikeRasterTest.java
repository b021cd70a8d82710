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
    String data =
        paths.item(paths.getLength() - 1).getAttributes().getNamedItem("d").getNodeValue();
    List<double[]> dots = new ArrayList<>();
    Matcher dot = DOT.matcher(data);
    while (dot.find()) {
      dots.add(
          new double[] {Double.parseDouble(dot.group(1)) + 0.7, Double.parseDouble(dot.group(2))});
    }
    return dots;
  }

  @Test
  void everySpikeIsADotAtItsPlace() throws Exception {
    Recording recording = SpikeFixtures.recording(4);
    List<double[]> dots = dots(parse(SpikeRaster.svg(recording, 700, "x")));
    assertEquals(recording.events(), dots.size());
    double[] first = dots.get(0);
    for (int k = 0; k < dots.size(); k++) {
      // Times are proportional to x, units to -y; drawn to a tenth of a pixel.
      double seconds = recording.seconds()[k];
      assertEquals(70 + seconds / 0.45 * 770, dots.get(k)[0], 0.06, "x of spike " + k);
      int above = recording.units()[k] - recording.units()[0];
      assertEquals(first[1] - above * 430 / 700.0, dots.get(k)[1], 0.11, "y of spike " + k);
    }
  }

  @Test
  void silentAndShortRecordingsAreDrawnToo() throws Exception {
    assertEquals(0, dots(parse(raster(new double[0], new int[0]))).size());
    assertEquals(1, dots(parse(raster(new double[] {0}, new int[] {699}))).size());
    assertEquals(1, dots(parse(raster(new double[] {65504}, new int[] {0}))).size());
    assertEquals(1, dots(parse(raster(new double[] {1e-40}, new int[] {0}))).size());
    // The axis of a recording of any length has a handful of ticks.
    for (double last :
        new double[] {1e-5, 0.011, 0.02, 0.3, 0.49, 0.5, 1, 1.9, 2, 5, 65504, 1e300}) {
      int labels =
          parse(raster(new double[] {last}, new int[] {0}))
              .getElementsByTagName("text")
              .getLength();
      assertTrue(labels >= 11 && labels <= 22, last + " s: " + labels + " labels");
    }
  }

  private static String raster(double[] seconds, int[] units) {
    return SpikeRaster.svg(new Recording(0, seconds, units), 700, "x");
  }

  @Test
  void anyTitleIsText() throws Exception {
    String title = "</text><script>&\"'";
    Document document = parse(SpikeRaster.svg(SpikeFixtures.recording(0), 700, title));
    assertEquals(title, document.getElementsByTagName("title").item(0).getTextContent());
    assertEquals(0, document.getElementsByTagName("script").getLength());
  }
}

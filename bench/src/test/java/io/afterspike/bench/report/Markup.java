package io.afterspike.bench.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Markup read back by an XML parser, which forgives nothing. */
final class Markup {
  private Markup() {}

  /** Parses {@code text}, or fails with the parser's complaint. */
  static Document parse(String text) {
    try {
      var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      return builder.parse(new InputSource(new StringReader(text)));
    } catch (SAXParseException e) {
      String line = text.split("\n", -1)[Math.max(0, e.getLineNumber() - 1)];
      throw new AssertionError("not well-formed: " + e.getMessage() + "\nin line: " + line, e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** All elements of that name, in their order. */
  static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  /** The corners of a path that has only M, L and Z: x0, y0, x1, y1 … */
  static double[] corners(String path) {
    String[] numbers = path.replace("Z", "").substring(1).split("[ML ]");
    double[] corners = new double[numbers.length];
    for (int i = 0; i < corners.length; i++) {
      corners[i] = Double.parseDouble(numbers[i]);
    }
    return corners;
  }

  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}

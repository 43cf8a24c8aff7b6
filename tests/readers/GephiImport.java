import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gephi.graph.api.Interval;
import org.gephi.graph.api.types.IntervalSet;
import org.gephi.io.importer.api.ColumnDraft;
import org.gephi.io.importer.api.Container;
import org.gephi.io.importer.api.ContainerUnloader;
import org.gephi.io.importer.api.EdgeDraft;
import org.gephi.io.importer.api.ElementDraft;
import org.gephi.io.importer.api.ImportController;
import org.gephi.io.importer.api.Issue;
import org.gephi.io.importer.api.NodeDraft;
import org.gephi.project.api.ProjectController;
import org.gephi.graph.api.GraphController;
import org.gephi.graph.api.GraphModel;
import org.gephi.io.processor.plugin.DefaultProcessor;
import org.openide.util.Lookup;

/**
 * What Gephi makes of files: `java -cp gephi-toolkit-all.jar GephiImport.java FILE...` prints a JSON list, one object a
 * file: what its importer read (nodes, edges, columns, spells, report) and how many of them its workspace then holds.
 */
public class GephiImport {
    public static void main(String[] files) throws Exception {
        ProjectController projects = Lookup.getDefault().lookup(ProjectController.class);
        List<String> answers = new ArrayList<>();
        for (String file : files) {
            projects.newProject();
            answers.add(read(projects, new File(file)));
            projects.closeCurrentProject();
        }
        System.out.println("[" + String.join(",\n", answers) + "]");
        System.exit(0);
    }

    private static String read(ProjectController projects, File file) throws Exception {
        ImportController importer = Lookup.getDefault().lookup(ImportController.class);
        Container container = importer.importFile(file);
        ContainerUnloader graph = container.getUnloader();
        List<String> nodes = new ArrayList<>();
        for (NodeDraft node : graph.getNodes()) {
            nodes.add("{" + common(node) + ",\"x\":" + node.getX() + ",\"y\":" + node.getY() + ",\"size\":" + node.getSize() + "}");
        }
        List<String> edges = new ArrayList<>();
        for (EdgeDraft edge : graph.getEdges()) {
            edges.add("{" + common(edge) + ",\"source\":" + text(edge.getSource().getId()) + ",\"target\":"
                + text(edge.getTarget().getId()) + ",\"kind\":" + text(edge.getType()) + ",\"weight\":" + edge.getWeight() + "}");
        }
        List<String> issues = new ArrayList<>();
        for (Issue issue : container.getReport().getIssuesList(Integer.MAX_VALUE)) {
            issues.add("{\"level\":" + text(issue.getLevel()) + ",\"message\":" + text(issue.getMessage()) + "}");
        }
        String read = "\"nodes\":[" + String.join(",\n", nodes) + "],\"edges\":[" + String.join(",\n", edges)
            + "],\"node_columns\":" + columns(graph.getNodeColumns()) + ",\"edge_columns\":" + columns(graph.getEdgeColumns())
            + ",\"time_format\":" + text(graph.getTimeFormat()) + ",\"issues\":[" + String.join(",", issues) + "]";
        importer.process(container, new DefaultProcessor(), projects.getCurrentWorkspace());
        GraphModel model = Lookup.getDefault().lookup(GraphController.class).getGraphModel();
        return "{" + read + ",\"held\":{\"nodes\":" + model.getGraph().getNodeCount() + ",\"edges\":"
            + model.getGraph().getEdgeCount() + ",\"edge_types\":" + model.getEdgeTypeCount() + "}}";
    }

    private static String common(ElementDraft element) {
        Map<String, String> values = new TreeMap<>();
        for (ColumnDraft column : element.getColumns()) {
            Object value = element.getValue(column.getId());
            if (value != null && !(value instanceof IntervalSet)) {
                values.put(column.getId(), json(value));
            }
        }
        List<String> pairs = new ArrayList<>();
        values.forEach((name, value) -> pairs.add(text(name) + ":" + value));
        List<String> spells = new ArrayList<>();
        if (element.getTimeSet() instanceof IntervalSet) {
            for (Interval spell : ((IntervalSet) element.getTimeSet()).toArray()) {
                spells.add("[" + bound(spell.getLow()) + "," + bound(spell.getHigh()) + "]");
            }
        }
        String colour = element.getColor() == null ? "null" : text(String.format("#%06x", element.getColor().getRGB() & 0xffffff));
        return "\"id\":" + text(element.getId()) + ",\"label\":" + text(element.getLabel()) + ",\"colour\":" + colour
            + ",\"values\":{" + String.join(",", pairs) + "},\"spells\":[" + String.join(",", spells) + "]";
    }

    private static String columns(Iterable<ColumnDraft> columns) {
        Map<String, String> types = new TreeMap<>();
        for (ColumnDraft column : columns) {
            types.put(column.getId(), column.getTypeClass().getSimpleName());
        }
        List<String> pairs = new ArrayList<>();
        types.forEach((id, type) -> pairs.add(text(id) + ":" + text(type)));
        return "{" + String.join(",", pairs) + "}";
    }

    private static String json(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        if (value instanceof String[]) {
            List<String> parts = new ArrayList<>();
            for (String part : (String[]) value) {
                parts.add(text(part));
            }
            return "[" + String.join(",", parts) + "]";
        }
        return text(value);
    }

    private static String bound(double milliseconds) {
        return Double.isInfinite(milliseconds) ? "null"
            : text(java.time.Instant.ofEpochMilli((long) milliseconds).toString().substring(0, 10));
    }

    private static String text(Object value) {
        if (value == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}

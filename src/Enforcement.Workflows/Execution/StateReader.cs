using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enforcement.Workflows.Definitions;

namespace Enforcement.Workflows.Execution;

/// <summary>Reads what <see cref="StateWriter"/> wrote, and refuses anything else by name.</summary>
internal static class StateReader
{
    private const int MaxItems = 100_000;

    public static InstanceState Read(WorkflowGraph graph, ReadOnlySpan<byte> saved)
    {
        if (saved.Length == 0)
            throw new StateException("state.damaged", "The saved state is empty.");
        if (saved[0] is 0 or > StateWriter.Format)
            throw new StateException("state.newer-format", $"The saved state has format {saved[0]}; this node reads {StateWriter.Format}.");
        try
        {
            using var from = new BinaryReader(new MemoryStream(saved.ToArray()), Encoding.UTF8);
            var format = from.ReadByte();
            if (from.ReadUInt32() != graph.Fingerprint)
                throw new StateException("state.other-definition", "The saved state belongs to another version of the definition.");
            return Read(graph, from, format);
        }
        catch (Exception fault)
            when (fault
                    is IOException
                        or FormatException
                        or JsonException
                        or ArgumentException
                        or OverflowException
                        or IndexOutOfRangeException
            )
        {
            throw new StateException("state.damaged", "The saved state cannot be read.", fault);
        }
    }

    private static InstanceState Read(WorkflowGraph graph, BinaryReader from, byte format)
    {
        var state = new InstanceState
        {
            SubStatus = Known<WorkflowSubStatus>(from.ReadByte()),
            Name = Text(from),
            CorrelationId = Text(from),
            LastId = from.Read7BitEncodedInt(),
        };
        Map(from, state.Output);
        Map(from, state.KeptInput);
        for (var left = Count(from); left > 0; left--)
            state.Activities.Add(Activity(graph, from, format));
        for (var left = Count(from); left > 0; left--)
        {
            var (id, activityId, node) = (from.Read7BitEncodedInt(), from.Read7BitEncodedInt(), Node(graph, from));
            state.Bookmarks.Add(new Bookmark(id, Text(from) ?? node.Activity.Descriptor.TypeName, Json(from), activityId, node));
        }
        for (var left = Count(from); left > 0; left--)
        {
            var (activityId, node) = (from.Read7BitEncodedInt(), Node(graph, from));
            var (message, type) = (from.ReadString(), from.ReadString());
            state.Incidents.Add(new Incident(activityId, node, message, type, new DateTimeOffset(from.ReadInt64(), TimeSpan.Zero)));
        }
        return state;
    }

    private static ActivityInstance Activity(WorkflowGraph graph, BinaryReader from, byte format)
    {
        var (id, node, parent, flags) = (from.Read7BitEncodedInt(), Node(graph, from), from.Read7BitEncodedInt(), from.ReadByte());
        // A child begins after its container. Whoever asks what is around a step would otherwise go round for ever.
        if (parent >= id)
            throw new FormatException("A step stands inside a later one.");
        var activity = new ActivityInstance
        {
            Id = id,
            Node = node.Index,
            ParentId = parent,
            Status = Known<ActivityStatus>(flags & 7),
            ViaBackward = (flags & 8) != 0,
            IsBreaking = (flags & 16) != 0,
            Counter = from.Read7BitEncodedInt(),
        };
        if ((flags & 32) != 0)
            Map(from, activity.Variables = []);
        if ((flags & 64) == 0)
            return activity;
        var (activities, connections) = (Counts(from), Counts(from));
        var followed = Flags(from, connections.Length);
        var arrived = format == 1 ? new bool[connections.Length] : Flags(from, connections.Length);
        if (
            node.Flow?.Activities.Count != activities.Length
            || node.Flow.Connections.Count != connections.Length
            || activity.Counter < 0
            || activity.Counter >= activities.Length
        )
            throw new FormatException("The counters are of another flowchart.");
        activity.Flow = new FlowCounters(activities, connections, followed, arrived);
        return activity;
    }

    private static ActivityNode Node(WorkflowGraph graph, BinaryReader from) =>
        graph.Nodes[Within(from.Read7BitEncodedInt(), graph.Nodes.Count)];

    private static int Within(int number, int count) => number >= 0 && number < count ? number : throw new FormatException("No such node.");

    private static int Count(BinaryReader from) => Within(from.Read7BitEncodedInt(), MaxItems);

    private static T Known<T>(int number)
        where T : struct, Enum =>
        Enum.IsDefined((T)(object)number) ? (T)(object)number : throw new FormatException($"No such {typeof(T).Name}.");

    private static int[] Counts(BinaryReader from)
    {
        var counts = new int[Count(from)];
        for (var at = 0; at < counts.Length; at++)
            counts[at] = from.Read7BitEncodedInt();
        return counts;
    }

    private static bool[] Flags(BinaryReader from, int count)
    {
        var packed = from.ReadBytes((count + 7) / 8);
        var flags = new bool[count];
        for (var at = 0; at < count; at++)
            flags[at] = (packed[at / 8] & (1 << (at % 8))) != 0;
        return flags;
    }

    private static void Map(BinaryReader from, Dictionary<string, JsonNode?> map)
    {
        for (var left = Count(from); left > 0; left--)
            map[from.ReadString()] = Json(from);
    }

    private static JsonNode? Json(BinaryReader from)
    {
        if (Text(from) is not { } text)
            return null;
        var node = JsonNode.Parse(text);
        node.TouchAll();
        return node;
    }

    private static string? Text(BinaryReader from) => from.ReadBoolean() ? from.ReadString() : null;
}

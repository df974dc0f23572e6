using System.Text;
using System.Text.Json.Nodes;

namespace Enforcement.Workflows.Execution;

/// <summary>
/// The saved form: one byte of format, then the graph's fingerprint and the state in variable-length numbers. Nodes are named by their
/// place in the document, values are JSON text. Small on purpose: it is rewritten at every step of a case.
/// </summary>
internal static class StateWriter
{
    /// <summary>2: flowcharts also say what has arrived at a join. 1 is still read.</summary>
    public const byte Format = 2;

    private const int KeptOfMessage = 500;

    public static byte[] Write(WorkflowGraph graph, InstanceState state)
    {
        using var stream = new MemoryStream(512);
        using (var to = new BinaryWriter(stream, Encoding.UTF8))
        {
            to.Write(Format);
            to.Write(graph.Fingerprint);
            to.Write((byte)state.SubStatus);
            Text(to, state.Name);
            Text(to, state.CorrelationId);
            to.Write7BitEncodedInt(state.LastId);
            Map(to, state.Output);
            Map(to, state.KeptInput);
            to.Write7BitEncodedInt(state.Activities.Count);
            foreach (var activity in state.Activities)
                Activity(to, activity);
            to.Write7BitEncodedInt(state.Bookmarks.Count);
            foreach (var bookmark in state.Bookmarks)
            {
                to.Write7BitEncodedInt(bookmark.Id);
                to.Write7BitEncodedInt(bookmark.ActivityInstanceId);
                to.Write7BitEncodedInt(bookmark.Node.Index);
                Text(to, bookmark.Name == bookmark.Node.Activity.Descriptor.TypeName ? null : bookmark.Name);
                Text(to, bookmark.Payload?.ToJsonString());
            }
            to.Write7BitEncodedInt(state.Incidents.Count);
            foreach (var incident in state.Incidents)
            {
                to.Write7BitEncodedInt(incident.ActivityInstanceId);
                to.Write7BitEncodedInt(incident.Node.Index);
                to.Write(Run.Beginning(incident.Message, KeptOfMessage));
                to.Write(incident.ExceptionType);
                to.Write(incident.At.UtcTicks);
            }
        }
        return stream.ToArray();
    }

    private static void Activity(BinaryWriter to, ActivityInstance activity)
    {
        to.Write7BitEncodedInt(activity.Id);
        to.Write7BitEncodedInt(activity.Node);
        to.Write7BitEncodedInt(activity.ParentId);
        to.Write(
            (byte)(
                (int)activity.Status
                | (activity.ViaBackward ? 8 : 0)
                | (activity.IsBreaking ? 16 : 0)
                | (activity.Variables is { Count: > 0 } ? 32 : 0)
                | (activity.Flow is not null ? 64 : 0)
            )
        );
        to.Write7BitEncodedInt(activity.Counter);
        if (activity.Variables is { Count: > 0 })
            Map(to, activity.Variables);
        if (activity.Flow is not { } flow)
            return;
        Counts(to, flow.Activities);
        Counts(to, flow.Connections);
        Flags(to, flow.Followed);
        Flags(to, flow.Arrived);
    }

    private static void Flags(BinaryWriter to, bool[] flags)
    {
        var packed = new byte[(flags.Length + 7) / 8];
        for (var at = 0; at < flags.Length; at++)
        {
            if (flags[at])
                packed[at / 8] |= (byte)(1 << (at % 8));
        }
        to.Write(packed);
    }

    private static void Counts(BinaryWriter to, int[] counts)
    {
        to.Write7BitEncodedInt(counts.Length);
        foreach (var count in counts)
            to.Write7BitEncodedInt(count);
    }

    private static void Map(BinaryWriter to, Dictionary<string, JsonNode?> map)
    {
        to.Write7BitEncodedInt(map.Count);
        foreach (var (name, value) in map)
        {
            to.Write(name);
            Text(to, value?.ToJsonString());
        }
    }

    private static void Text(BinaryWriter to, string? text)
    {
        to.Write(text is not null);
        if (text is not null)
            to.Write(text);
    }
}

using Enforcement.Shell;

namespace Enforcement.Processes.Migrations;

/// <param name="From">Id of the version that cases are led away from.</param>
/// <param name="To">Id of the published version of the same definition.</param>
/// <param name="Nodes">By hand: id of a node there to id of its counterpart here; others go to the node of the same id.</param>
public sealed record MigrationRequest(string? From, string? To, IReadOnlyDictionary<string, string?>? Nodes, string? Reason)
{
    public const int LongestReason = 500;
    private const int LongestId = 1000;
    private const int MostNodes = 1000;

    /// <summary>As somebody typed it, read.</summary>
    /// <exception cref="MalformedException">Something is missing, too long or no text.</exception>
    internal (string From, string To, IReadOnlyDictionary<string, string> Nodes, string Reason) Read()
    {
        var reason = PlainText.Required("reason", Reason, LongestReason);
        var from = PlainText.Required("from", From, LongestId);
        var to = PlainText.Required("to", To, LongestId);
        if (Nodes?.Count > MostNodes)
            throw new MalformedException(("nodes", "too-long"));
        var nodes = new Dictionary<string, string>();
        foreach (var (node, counterpart) in Nodes ?? new Dictionary<string, string?>())
            nodes[PlainText.Required("nodes", node, LongestId)] = PlainText.Required("nodes", counterpart, LongestId);
        return (from, to, nodes, reason);
    }
}

namespace Enforcement.Processes.Trials;

internal static class TrialPageTone
{
    /// <summary>CSS classes of the badge of a state.</summary>
    public static string Of(string status) =>
        status switch
        {
            Trial.Running => "tone-info",
            Trial.Closed or "finished" => "tone-good",
            "faulted" => "tone-bad",
            _ => "tone-quiet",
        };
}

namespace Enforcement.Processes.Migrations;

/// <summary>Colours of badges: what waits for somebody, what runs, what is well.</summary>
internal static class MigrationTones
{
    public static string Of(string state) =>
        state switch
        {
            MigrationPlan.Asked or MigrationPlan.Paused => "tone-attention",
            MigrationPlan.Approved or MigrationPlan.Undoing => "tone-info",
            MigrationPlan.Done => "tone-good",
            _ => "tone-quiet",
        };

    public static string OfCase(string state) =>
        state switch
        {
            MigratedCase.Moved => "tone-good",
            MigratedCase.Refused or MigratedCase.Kept => "tone-bad",
            _ => "tone-quiet",
        };
}

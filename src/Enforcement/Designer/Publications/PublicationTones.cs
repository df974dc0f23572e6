namespace Enforcement.Designer.Publications;

/// <summary>How a request is shown.</summary>
internal static class PublicationTones
{
    public static string Of(Publication it) =>
        it.WantsReview
            ? "tone-attention"
            : it.State switch
            {
                Publication.Asked => "tone-attention",
                Publication.Approved => "tone-info",
                Publication.Published => "tone-good",
                _ => "tone-quiet",
            };

    /// <summary>Key of the words.</summary>
    public static string Words(Publication it) => it.WantsReview ? "publications.state.unreviewed" : $"publications.state.{it.State}";
}

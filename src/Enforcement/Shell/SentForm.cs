namespace Enforcement.Shell;

/// <summary>What one of the forms of a page sent, so that a refusal stands beside its field and every typed word is kept.</summary>
/// <remarks>Forms of one page may have fields of one name: each is asked for with its form.</remarks>
public sealed class SentForm
{
    private readonly IFormCollection? sent;

    private SentForm(IFormCollection? sent) => this.sent = sent;

    /// <summary>Until it is read: a page is drawn once before.</summary>
    public static SentForm None => new(null);

    /// <summary>Why its verb said no; null: it was not run, or it is done.</summary>
    public PageFault? Fault { get; set; }

    public static async Task<SentForm> ReadAsync(HttpContext http) =>
        new(http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : null);

    public bool Is(string form) => sent?["_handler"].ToString() == form;

    /// <summary>Null: this form was not sent, or has no such field. What was emptied is empty.</summary>
    public string? Typed(string form, string field) => Is(form) && sent!.TryGetValue(field, out var text) ? text.ToString() : null;

    /// <summary>Of boxes with one name, those that were ticked; null: this form was not sent.</summary>
    public IReadOnlyList<string>? Ticked(string form, string field) => Is(form) ? [.. sent![field].OfType<string>()] : null;

    public IFormFile? File(string form, string field) => Is(form) ? sent!.Files.GetFile(field) : null;

    /// <summary>All files of a field; none where this form was not sent.</summary>
    public IReadOnlyList<IFormFile> Files(string form, string field) =>
        Is(form) ? [.. sent!.Files.GetFiles(field).Where(file => file.Length > 0)] : [];

    /// <summary>What is wrong with a field; null: nothing.</summary>
    public string? Words(string form, string field) => Is(form) ? Fault?.Fields.GetValueOrDefault(field) : null;

    /// <summary>The class of a field that is wrong.</summary>
    public string? Invalid(string form, string field) => Words(form, field) is null ? null : "is-invalid";
}

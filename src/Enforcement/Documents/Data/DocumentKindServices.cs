using Enforcement.Persistence.Import;

namespace Enforcement.Documents.Data;

public static class DocumentKindServices
{
    /// <summary>The shipped list of document kinds.</summary>
    public static IServiceCollection AddDocumentKinds(this IServiceCollection services) =>
        services.AddShippedFile(new(new DocumentKindList(), "documents.csv", 60));
}

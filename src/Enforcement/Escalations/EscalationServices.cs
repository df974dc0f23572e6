using Enforcement.Cases;
using Enforcement.Jobs;
using Enforcement.Processes;
using Enforcement.Processes.Trials;
using Enforcement.Shell;
using Enforcement.Workflows.Activities;

namespace Enforcement.Escalations;

public static class EscalationServices
{
    /// <summary>What letters need without the web: jobs and tests use it too.</summary>
    public static IServiceCollection AddEscalationCore(this IServiceCollection services)
    {
        services.AddSingleton<Activity, LetterActivity>();
        services.AddSingleton<Activity, WaitForFeedbackActivity>();
        services.AddSingleton<Activity, SendFeedbackActivity>();
        services.AddTransient<CasePart, CaseLetters>();
        services.AddSingleton<TrialPart, LetterTrial>();
        services.AddSingleton<LetterTerms>();
        services.AddSingleton<LetterActs>();
        services.AddSingleton<LetterPapers>();
        services.AddSingleton<LetterAcceptance>();
        services.AddSingleton<SignForLetter>();
        services.AddSingleton<AcceptLetter>();
        services.AddSingleton<ReturnLetter>();
        services.AddSingleton<ObjectToLetter>();
        services.AddSingleton(provider => new DesignationOffice(
            provider.GetRequiredService<Identity.OrganizationDirectory>(),
            provider.GetService<IConfiguration>()
        ));
        services.AddSingleton<CheckEvidence>();
        services.AddSingleton<SameActs>();
        services.AddSingleton<YieldToFirst>();
        services.AddSingleton<HandDownCase>();
        services.AddSingleton<AskTakeUp>();
        services.AddSingleton<TakeUpCase>();
        services.AddSingleton<NegotiateLetter>();
        services.AddSingleton<AgreeOnBody>();
        services.AddSingleton<ReportDispute>();
        services.AddSingleton<DesignateBody>();
        services.AddSingleton<WithdrawLetter>();
        services.AddSingleton<GiveFeedback>();
        services.AddSingleton<ManyLetters>();
        services.AddSingleton<EscalationReader>();
        services.AddSingleton<IOutboxHandler, FeedbackDelivery>();
        services.AddSingleton<IOutboxHandler, JoinedDelivery>();
        services.AddSingleton<DeclineCrime>();
        services.AddSingleton<AskReconsideration>();
        services.AddSingleton<DecideReconsideration>();
        services.AddSingleton<SuggestSupervision>();
        services.AddSingleton<HandOverGoods>();
        services.AddSingleton<LetterSweep>();
        services.AddSingleton<ISweep>(provider => provider.GetRequiredService<LetterSweep>());
        return services;
    }

    /// <summary>Letters between bodies, with their tray.</summary>
    public static IServiceCollection AddEscalations(this IServiceCollection services)
    {
        services.AddEscalationCore();
        services.AddSingleton<LetterAnswers>();
        services.AddSingleton<ICaseExtension, CaseLetterAnswers>();
        services.AddSingleton<ICoordinationMarks, LetterMarks>();
        services.AddSingleton<ICaseExtension, CaseSameActs>();
        services.AddSingleton<Tasks.ITaskGate, SameActGate>();
        services.AddSingleton(new CasePanel(typeof(SameActPanel), 5, IsMain: true, OnTasks: true));
        services.AddSingleton(new CasePanel(typeof(LetterPanel), 40, IsMain: true));
        services.AddSingleton(new MenuEntry(25, "letters.menu", "/escalations", "mail"));
        return services;
    }
}
